using System.Text;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.KubeSim.Operators.ExternalSecrets;
using Phoenix.Kubernetes.ExternalSecrets;
using Phoenix.Kubernetes.Tests.Flux;
using Phoenix.Kubernetes.Tests.Memory;
using Phoenix.Stacks;
using Xunit;
using static Phoenix.Kubernetes.Tests.ExternalSecrets.SecretSamples;

namespace Phoenix.Kubernetes.Tests.ExternalSecrets;

/// <summary>The driver and the gate against the double of External Secrets.</summary>
public sealed class ExternalSecretDriverTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);
    private static readonly ClusterObjectName Name = new("castle-db", "s3");

    private readonly MemoryCluster _cluster = new MemoryCluster(TimeProvider.System).Serve(Kinds.Core).Serve(Kinds.ExternalSecrets);
    private readonly ExternalSecretsOptions _options = new();
    private readonly Dictionary<string, string> _vault = new() { ["S3_KEY"] = "AKIAEXAMPLE", ["S3_SECRET"] = "very-secret-key" };
    private readonly ListLog _log = new();
    private readonly List<ExpectedRepository> _tried = [];
    private ExternalSecretsOperator? _operator;
    private string? _refusal;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _options.Providers["vault"] = _vault;
        _cluster.Put(Store().With("status", null));
        _cluster.Put(External().With("status", null));
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _operator?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task What_is_fetched_fits_the_repository_and_opens_it()
    {
        await UpAsync();
        Assert.Equal("very-secret-key", Assert.Single(_tried.Distinct()).SecretKey);
        Assert.Null(await GateAsync(Soon));
    }

    // A secret that was rotated meanwhile is an hour old by the refresh interval.
    [Fact]
    public async Task A_create_fetches_anew()
    {
        await UpAsync();
        _vault["S3_SECRET"] = "rotated-key";
        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(UpAsync);
        Assert.Contains("repo1-s3-key-secret is not the one of the stack's repository", error.Message, StringComparison.Ordinal);
        Assert.Contains("rotated-key", Rendered(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Synced_of_empty_values_is_never_ready()
    {
        _options.AnswersEmpty = true;
        await SyncedAsync();
        Assert.Contains("says that it is synced, but its Secret pgbackrest-s3 has no value for repo1-s3-key in s3.conf, repo1-s3-key-secret in s3.conf", await GateAsync(TimeSpan.FromMilliseconds(300)), StringComparison.Ordinal);
        Assert.Empty(_tried);
    }

    [Fact]
    public async Task A_gate_tells_a_difference_and_waits()
    {
        _vault["S3_KEY"] = "AKIAOTHER";
        await SyncedAsync();
        string? reason = await GateAsync(TimeSpan.FromMilliseconds(300));
        Assert.Contains("repo1-s3-key is not the one", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("AKIA", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_fetch_is_told_with_its_event()
    {
        _vault.Remove("S3_SECRET");
        Start();
        await SettledAsync(() => Condition() == "SecretSyncedError");
        string? reason = await GateAsync(TimeSpan.FromMilliseconds(500));
        Assert.Contains("SecretSyncedError: could not get secret data from provider (error processing spec.data (key: S3_SECRET), err: Secret does not exist)", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_not_ready_is_named()
    {
        _options.InvalidStores["vault"] = "permission denied";
        _cluster.Put(Store().With("status", null));
        Assert.Contains("its ClusterSecretStore vault", await GateAsync(TimeSpan.FromMilliseconds(300)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_that_do_not_open_the_repository_are_told_and_those_that_are_refused_end_the_wait()
    {
        await SyncedAsync();
        _refusal = "connection refused";
        Assert.Contains("do not open the repository: connection refused", await GateAsync(TimeSpan.FromMilliseconds(300)), StringComparison.Ordinal);
        _refusal = "denied";
        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(() => GateAsync(Soon));
        Assert.Equal(ErrorCode.RepositoryDenied, error.Code);
    }

    [Fact]
    public async Task What_is_fetched_once_is_not_asked_for_again()
    {
        _cluster.Put(External().With("status", null).With("spec/refreshPolicy", "CreatedOnce"));
        await UpAsync();
        Assert.DoesNotContain(_cluster.Writes, w => w.StartsWith("patch ExternalSecret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Values_are_kept_out_of_the_log()
    {
        await UpAsync();
        Assert.Contains("very-secret-key", _log.Redacted);
        Assert.DoesNotContain(_log.Lines, l => l.Contains("very-secret-key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wipe_takes_the_Secret_with_it()
    {
        await UpAsync();
        Assert.True(await Driver().ExistsAsync(Token));
        await Driver().WipeAsync(Token).WaitAsync(Soon, Token);
        Assert.False(await Driver().ExistsAsync(Token));
        Assert.Null(_cluster.Peek("Secret", "castle-db", "pgbackrest-s3"));
        await Driver().WipeAsync(Token).WaitAsync(Soon, Token);
    }

    [Fact]
    public void A_comparison_without_a_repository_is_refused()
    {
        PhoenixException error = Assert.Throws<PhoenixException>(() => ExternalSecretGate.Create(new GateDefinition.ExternalSecret([Name], true), null, _cluster, _log, TimeProvider.System));
        Assert.Equal(ErrorCode.Configuration, error.Code);
    }

    [Fact]
    public async Task Without_the_operator_it_is_said_so()
    {
        MemoryCluster empty = new MemoryCluster(TimeProvider.System).Serve(Kinds.Core);
        Gate gate = ExternalSecretGate.Create(new GateDefinition.ExternalSecret([Name], false) { Timeout = TimeSpan.FromMilliseconds(100) }, null, empty, _log, TimeProvider.System);
        Assert.Equal("the cluster serves no ExternalSecrets: External Secrets is not installed yet", await gate.Probe(Token));
    }

    // Only after a test has planted its fault: what was synced before that stays synced.
    private void Start() => _operator ??= ExternalSecretsOperator.Start(_cluster, _options, TimeProvider.System);

    private Task UpAsync()
    {
        Start();
        return Driver().UpAsync(Token).WaitAsync(Soon, Token);
    }

    private ExternalSecretDriver Driver() => new(new DriverDefinition.ExternalSecret([Name], true), Probe, _cluster, _log, TimeProvider.System);

    private Task<string?> GateAsync(TimeSpan bound)
    {
        Start();
        return ExternalSecretGate.Create(new GateDefinition.ExternalSecret([Name], true) { Timeout = bound }, Probe, _cluster, _log, TimeProvider.System).Probe(Token);
    }

    private RepositoryProbe Probe => new(_ => Task.FromResult(Repository), (rendered, _) =>
    {
        _tried.Add(rendered);
        return _refusal == "denied" ? throw new PhoenixException(ErrorCode.RepositoryDenied, "the endpoint refused the credentials", "test") : Task.FromResult(_refusal);
    });

    private Task SyncedAsync()
    {
        Start();
        return SettledAsync(() => Condition() == "SecretSynced");
    }

    private string? Condition() => _cluster.Peek("ExternalSecret", "castle-db", "s3")!.At("status", "conditions") is JsonArray conditions ? conditions[0]!["reason"]!.ToString() : null;

    private string Rendered() => Encoding.UTF8.GetString(Convert.FromBase64String(_cluster.Peek("Secret", "castle-db", "pgbackrest-s3")!.TextAt("data", "s3.conf")!));

    private static async Task SettledAsync(Func<bool> holds)
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(20));
        while (!holds())
        {
            await Task.Delay(5, bound.Token);
        }
    }
}
