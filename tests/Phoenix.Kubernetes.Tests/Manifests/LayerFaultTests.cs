using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Manifests;
using Phoenix.Kubernetes.Tests.Cluster;
using Phoenix.KubeSim;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Manifests;

/// <summary>A whole layer, up and wiped, with every kind of wait in it (served, ready, gone), while the API server fails.</summary>
public sealed class LayerFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);
    private static readonly KubeKind Deployments = new("apps", "v1", "Deployment", "deployments", Namespaced: true);
    private static readonly KubeKind ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);

    private readonly SilentLog _log = new();

    private KubeSimServer Sim { get; set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Sim = await KubeSimServer.StartAsync(cancellationToken: Token);

    public ValueTask DisposeAsync() => Sim.DisposeAsync();

    [Fact]
    public async Task Away_again_and_again_in_every_phase()
    {
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task going = ComeAndGoAsync(end.Token);
        await UpAndWipeAsync();
        await end.CancelAsync();
        await going;
    }

    [Fact]
    public async Task Watches_that_are_cut_all_the_time()
    {
        Sim.Faults.CutWatchesAfter(TimeSpan.FromMilliseconds(100));
        await UpAndWipeAsync();
    }

    [Fact]
    public async Task Storms_of_429_before_and_in_the_waits()
    {
        Sim.Faults.TooManyRequests(times: 3, retryAfterSeconds: 1);
        await UpAndWipeAsync(() => Sim.Faults.TooManyRequests(times: 3, retryAfterSeconds: 1));
        Assert.Equal(6, Sim.Faults.Met);
    }

    [Fact]
    public async Task A_conflict_on_each_apply()
    {
        foreach (string resource in (string[])["namespaces", "customresourcedefinitions", "configmaps", "deployments", "castles"])
        {
            Sim.Faults.Conflict("apply", 1, resource);
        }

        await UpAndWipeAsync();
        Assert.Equal(5, Sim.Faults.Met);
    }

    [Fact]
    public async Task A_token_that_runs_out_in_mid_wait_is_read_anew()
    {
        string file = Path.GetTempFileName();
        try
        {
            string first = Sim.IssueToken("admin");
            await File.WriteAllTextAsync(file, first, Token);
            using ClusterApi api = SimAccess.Open(Sim, Sim.KubeconfigFor(first).Replace($"token: {first}", $"tokenFile: {file}", StringComparison.Ordinal));
            Task up = Driver(api, Soon).UpAsync(Token);
            await SaidAsync("has not seen it yet");
            await File.WriteAllTextAsync(file, Sim.IssueToken("admin"), Token);
            Sim.RevokeToken(first);
            Sim.Faults.CutWatches();
            await MakeReadyAsync();
            await up.WaitAsync(Soon, Token);
            await Driver(api, Soon).WipeAsync(Token).WaitAsync(Soon, Token);
            Assert.False(await Driver(api, Soon).ExistsAsync(Token));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_token_that_runs_out_for_good_ends_the_wait_and_is_never_an_absence()
    {
        string first = Sim.IssueToken("admin");
        using ClusterApi api = SimAccess.Open(Sim, Sim.KubeconfigFor(first));
        Task up = Driver(api, Soon).UpAsync(Token);
        await SaidAsync("has not seen it yet");
        Sim.RevokeToken(first);
        Sim.Faults.CutWatches();
        foreach (Func<Task> call in (Func<Task>[])[() => up, () => Driver(api, Soon).ExistsAsync(Token), () => Driver(api, Soon).WipeAsync(Token), () => Driver(api, Soon).ListAsync(Token)])
        {
            PhoenixException denied = await Assert.ThrowsAsync<PhoenixException>(() => call().WaitAsync(Soon, Token));
            Assert.Equal(ErrorCode.ClusterDenied, denied.Code);
        }
    }

    [Fact]
    public async Task A_kubeconfig_of_another_cluster_is_refused_before_anything_is_touched()
    {
        await using KubeSimServer other = await KubeSimServer.StartAsync(cancellationToken: Token);
        using ClusterApi api = SimAccess.Open(other);
        other.Requests.Clear();
        PhoenixException wrong = await Assert.ThrowsAsync<PhoenixException>(() => ClusterIdentity.RequireAsync(api, new ClusterIdentity(Sim.ClusterUid), "the last create", Token));
        Assert.Equal(ErrorCode.WrongCluster, wrong.Code);
        Assert.Contains(other.ClusterUid, wrong.Message, StringComparison.Ordinal);
        Assert.Equal(other.Requests.Count("get"), other.Requests.Lines.Count(l => !l.Contains("/api?", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_controller_that_never_acts_ends_each_bounded_wait_with_the_reason()
    {
        using ClusterApi api = SimAccess.Open(Sim);
        PhoenixException late = await Assert.ThrowsAsync<PhoenixException>(() => Driver(api, TimeSpan.FromSeconds(2)).UpAsync(Token));
        Assert.Equal(ErrorCode.TimedOut, late.Code);
        Assert.Contains("its controller has not seen it yet", late.Message, StringComparison.Ordinal);

        await api.PatchAsync(ConfigMaps, "castle", "settings", new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray("nobody.phoenix.test/acts") } }, status: false, Token);
        PhoenixException held = await Assert.ThrowsAsync<PhoenixException>(() => Driver(api, TimeSpan.FromSeconds(2)).WipeAsync(Token));
        Assert.Equal(ErrorCode.TimedOut, held.Code);
        Assert.Contains("nobody.phoenix.test/acts", held.Message, StringComparison.Ordinal);
        Assert.True(await Driver(api, Soon).ExistsAsync(Token));
    }

    private async Task UpAndWipeAsync(Action? inMidWait = null)
    {
        using ClusterApi api = SimAccess.Open(Sim, bounds: SimAccess.Short with { Call = TimeSpan.FromSeconds(20) });
        KubernetesDriver driver = Driver(api, Soon);
        Task up = driver.UpAsync(Token);
        await SaidAsync("has not seen it yet");
        Assert.False(up.IsCompleted);
        inMidWait?.Invoke();
        await MakeReadyAsync();
        await up.WaitAsync(Soon, Token);
        Assert.True(await driver.ExistsAsync(Token));
        await driver.WipeAsync(Token).WaitAsync(Soon, Token);
        Assert.False(await driver.ExistsAsync(Token));
    }

    private async Task MakeReadyAsync()
    {
        using ClusterApi controller = SimAccess.Open(Sim, bounds: SimAccess.Short with { Call = TimeSpan.FromSeconds(20) });
        await controller.PatchAsync(Deployments, "castle", "app", Parse("""
            {"status":{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,"conditions":[{"type":"Available","status":"True","reason":"a","message":"b","lastTransitionTime":"2026-01-01T00:00:00Z","lastUpdateTime":"2026-01-01T00:00:00Z"}]}}
            """), status: true, Token);
    }

    private async Task ComeAndGoAsync(CancellationToken end)
    {
        try
        {
            while (true)
            {
                Sim.Faults.GoAway(TimeSpan.FromMilliseconds(200));
                await Task.Delay(TimeSpan.FromMilliseconds(500), end);
            }
        }
        catch (OperationCanceledException)
        {
            Sim.Faults.ComeBack();
        }
    }

    private async Task SaidAsync(string text)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!_log.Lines.Any(l => l.Contains(text, StringComparison.Ordinal)))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Soon, $"never said '{text}': {string.Join(" | ", _log.Lines)}");
            await Task.Delay(20, Token);
        }
    }

    private KubernetesDriver Driver(ClusterApi api, TimeSpan timeout) =>
        new(new DriverDefinition.Kubernetes([], null, null, false), new ManifestOwner("castle", "config"), new Source(), api, _log, timeout, TimeProvider.System);

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private sealed class Source : IManifestSource
    {
        public Task<IReadOnlyList<JsonObject>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<JsonObject>>(
        [
            Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"castle"}}"""),
            Parse("""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"castles.a.phoenix.test"},
                 "spec":{"group":"a.phoenix.test","scope":"Namespaced","names":{"kind":"Castle","listKind":"CastleList","plural":"castles","singular":"castle"},
                  "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}
                """),
            Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"castle"},"data":{"key":"a"}}"""),
            Parse("""{"apiVersion":"a.phoenix.test/v1","kind":"Castle","metadata":{"name":"one","namespace":"castle"}}"""),
            Parse("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"app","namespace":"castle"},"spec":{"selector":{"matchLabels":{"app":"a"}},"template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"a","image":"a"}]}}}}"""),
        ]);
    }
}
