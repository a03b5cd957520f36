using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Phoenix.Errors;
using Phoenix.Kubernetes.Snapshots;
using Phoenix.Kubernetes.Tests.Memory;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Snapshots;

public sealed class SnapshotWaitTests
{
    private static readonly SnapshotKind Maps = new("v1", "ConfigMap");
    private static readonly SnapshotKind Secrets = new("v1", "Secret");
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryCluster _cluster;

    public SnapshotWaitTests() => _cluster = new MemoryCluster(_time).Serve(Kinds.Core);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_ends_when_what_is_awaited_comes()
    {
        Task<string?> wait = Wait(TimeSpan.FromMinutes(1), s => s.All(Maps).Count == 2 ? null : $"{s.All(Maps).Count} of 2");
        _cluster.Put(Map("a"));
        Assert.False(wait.IsCompleted);
        _cluster.Put(Map("b"));
        Assert.Null(await wait.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task After_the_bound_it_gives_the_last_reason_and_it_never_polled()
    {
        TaskCompletionSource looked = new();
        Task<string?> wait = Wait(TimeSpan.FromMinutes(10), s =>
        {
            looked.TrySetResult();
            return $"{s.All(Maps).Count} of 2";
        });
        await looked.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
        await AdvanceUntilAsync(wait, TimeSpan.FromMinutes(1));
        Assert.Equal("0 of 2", await wait);
        Assert.Equal(0, _cluster.Reads);
    }

    // The watches of two kinds run apart from each other: what they show together may never have been true.
    [Fact]
    public async Task What_only_the_watches_show_is_not_believed()
    {
        _cluster.Put(Map("a"));
        int lists = 0;
        _cluster.Fault = (verb, kind, _) =>
        {
            if (verb == "list" && kind == Kinds.Secret && lists++ == 0)
            {
                _cluster.Put(Secret("broken"));
            }

            return null;
        };
        Task<string?> wait = Wait(TimeSpan.FromHours(1), s => s.All(Maps).Count == 1 && s.All(Secrets).Count == 0 ? null : "a secret is broken");
        while (lists == 0)
        {
            await Task.Yield();
        }

        Assert.Equal("a secret is broken", await EndAsync(wait, TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task A_kind_that_is_served_later_is_seen()
    {
        SnapshotKind later = new("kustomize.toolkit.fluxcd.io/", "Kustomization");
        bool wasAbsent = false;
        Task<string?> wait = new SnapshotWait(_cluster, _time).UntilAsync(
            [later],
            TimeSpan.FromHours(1),
            (s, _) =>
            {
                wasAbsent |= !s.Serves(later);
                return Task.FromResult(new SnapshotLook(s.Serves(later) ? null : "not served"));
            },
            Token);
        while (!Volatile.Read(ref wasAbsent))
        {
            await Task.Yield();
        }

        _cluster.Serve(Kinds.Kustomization);
        Assert.Null(await EndAsync(wait, TimeSpan.FromSeconds(1)));
    }

    // Within less time than the longest watch of a definition: it was the definition that told.
    [Fact]
    public async Task A_kind_comes_with_its_definition()
    {
        SnapshotKind later = new("kustomize.toolkit.fluxcd.io/", "Kustomization");
        TaskCompletionSource looked = new();
        Task<string?> wait = new SnapshotWait(_cluster, _time).UntilAsync(
            [later],
            null,
            (s, _) =>
            {
                looked.TrySetResult();
                return Task.FromResult(new SnapshotLook(s.Serves(later) ? null : "not served"));
            },
            Token);
        await looked.Task.WaitAsync(TimeSpan.FromSeconds(10), Token);
        DateTimeOffset start = _time.GetUtcNow();
        _cluster.Serve(Kinds.Kustomization);
        _cluster.Put(new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1", ["kind"] = "CustomResourceDefinition", ["metadata"] = new JsonObject { ["name"] = "kustomizations.kustomize.toolkit.fluxcd.io" },
            ["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Established", ["status"] = "True" }) },
        });
        Assert.Null(await EndAsync(wait, TimeSpan.FromMilliseconds(10)));
        Assert.True(_time.GetUtcNow() - start < TimeSpan.FromSeconds(50), $"{_time.GetUtcNow() - start}");
    }

    [Theory]
    [InlineData("kustomize.toolkit.fluxcd.io/", "Kustomization", "kustomizations.kustomize.toolkit.fluxcd.io")]
    [InlineData("source.toolkit.fluxcd.io/v1", "GitRepository", "gitrepositories.source.toolkit.fluxcd.io")]
    [InlineData("v1", "Secret", null)]
    [InlineData("apps/v1", "Deployment", null)]
    [InlineData("storage.k8s.io/v1", "VolumeAttachment", null)]
    public void A_definition_has_its_usual_name(string apiVersion, string kind, string? name) => Assert.Equal(name, new SnapshotKind(apiVersion, kind).Definition);

    [Fact]
    public async Task An_error_of_a_watch_ends_the_wait()
    {
        _cluster.Fault = (verb, kind, _) => verb == "watch" && kind == Kinds.Secret ? new PhoenixException(ErrorCode.LayerFailed, "forbidden", "rights") : null;
        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(() => Wait(TimeSpan.FromHours(1), _ => "never"));
        Assert.Equal("forbidden", error.Message);
    }

    [Fact]
    public async Task A_server_that_is_away_for_a_while_is_waited_for()
    {
        int left = 3;
        _cluster.Fault = (verb, _, _) => verb == "list" && Interlocked.Decrement(ref left) >= 0 ? new PhoenixException(ErrorCode.SecretUnavailable, "connection refused", "test") : null;
        Assert.Null(await EndAsync(Wait(TimeSpan.FromHours(1), _ => null), TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public async Task It_looks_again_when_a_decision_hangs_on_time()
    {
        int looks = 0;
        Task<string?> wait = new SnapshotWait(_cluster, _time).UntilAsync(
            [Maps], TimeSpan.FromHours(1), (_, _) => Task.FromResult(new SnapshotLook(Interlocked.Increment(ref looks) > 3 ? null : "not yet", TimeSpan.FromSeconds(5))), Token);
        Assert.Null(await EndAsync(wait, TimeSpan.FromSeconds(5)));
        Assert.True(looks <= 6, $"{looks} looks");
    }

    [Fact]
    public async Task The_token_ends_it()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<string?> wait = new SnapshotWait(_cluster, _time).UntilAsync([Maps], null, (_, _) => Task.FromResult(new SnapshotLook("never")), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    private static JsonObject Map(string name) => new() { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "a" } };

    private static JsonObject Secret(string name) => new() { ["apiVersion"] = "v1", ["kind"] = "Secret", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "a" } };

    private Task<string?> Wait(TimeSpan bound, Func<ClusterSnapshot, string?> look) =>
        new SnapshotWait(_cluster, _time).UntilAsync([Maps, Secrets], bound, (s, _) => Task.FromResult(new SnapshotLook(look(s))), Token);

    private async Task<string?> EndAsync(Task<string?> wait, TimeSpan step)
    {
        await AdvanceUntilAsync(wait, step);
        return await wait;
    }

    // The timers are made on other threads: the clock is moved on until they were.
    private async Task AdvanceUntilAsync(Task wait, TimeSpan step)
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(20));
        while (!wait.IsCompleted && !bound.IsCancellationRequested)
        {
            _time.Advance(step);
            await Task.WhenAny(wait, Task.Delay(2, Token));
        }
    }
}
