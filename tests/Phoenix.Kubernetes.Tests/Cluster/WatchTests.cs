using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.KubeSim;
using Phoenix.KubeSim.Faults;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>Watches over breaks: nothing that happened is missed, nothing is told that did not happen.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private static readonly KubeKind ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);

    private readonly Dictionary<string, string> _seen = [];
    private int _lists;

    private KubeSimServer Sim { get; set; } = null!;

    private ClusterApi Api { get; set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Sim = await KubeSimServer.StartAsync(new KubeSimOptions { BookmarkInterval = TimeSpan.FromMilliseconds(200) }, Token);
        Api = SimAccess.Open(Sim);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Sim.DisposeAsync();
    }

    [Fact]
    public async Task A_watch_that_is_cut_goes_on_without_a_new_list()
    {
        await using IAsyncEnumerator<KubeChange> watch = await BeginAsync();
        for (int i = 0; i < 5; i++)
        {
            Sim.Faults.CutWatches();
            await PutAsync($"cut-{i}", "a");
            await UntilAsync(watch, () => _seen.ContainsKey($"cut-{i}"));
        }

        Assert.Equal(1, _lists);
    }

    [Fact]
    public async Task After_410_a_new_list_tells_what_came_and_went_meanwhile()
    {
        await PutAsync("goes", "a");
        await PutAsync("stays", "a");
        await PutAsync("again", "a");
        await using IAsyncEnumerator<KubeChange> watch = await BeginAsync();
        string former = _seen["again"];
        Sim.Faults.Plant(new KubeFault { Verb = "watch", Effect = KubeFaultEffect.Drop });
        Sim.Faults.CutWatches();
        await Api.DeleteAsync(ConfigMaps, "default", "goes", null, Token);
        await Api.DeleteAsync(ConfigMaps, "default", "again", null, Token);
        await PutAsync("again", "b");
        await PutAsync("comes", "a");
        Sim.Compact();
        Sim.Faults.Clear();
        await UntilAsync(watch, () => _lists == 2);
        Assert.Equal(["again", "comes", "stays"], _seen.Keys.Order());
        Assert.NotEqual(former, _seen["again"]);
    }

    [Fact]
    public async Task A_server_that_is_away_ends_no_watch()
    {
        await using IAsyncEnumerator<KubeChange> watch = await BeginAsync();
        Task back = UntilAsync(watch, () => _seen.ContainsKey("later"));
        Sim.Faults.GoAway(TimeSpan.FromSeconds(1));
        await PutAsync("later", "a");
        await back;
    }

    [Fact]
    public async Task A_watch_over_a_list_that_fails_tells_nothing_until_it_succeeds()
    {
        Sim.Faults.Plant(new KubeFault { Verb = "list", Times = 3, Effect = KubeFaultEffect.Answer, Code = 503, Reason = "ServiceUnavailable", Message = "not now" });
        await PutAsync("one", "a");
        await using IAsyncEnumerator<KubeChange> watch = await BeginAsync();
        Assert.Equal("one", Assert.Single(_seen).Key);
    }

    [Fact]
    public async Task A_silent_watch_is_opened_anew_and_misses_nothing()
    {
        await using KubeSimServer quiet = await KubeSimServer.StartAsync(new KubeSimOptions { BookmarkInterval = TimeSpan.FromHours(1) }, Token);
        using ClusterApi api = SimAccess.Open(quiet, bounds: SimAccess.Short with { SilentWatch = TimeSpan.FromMilliseconds(200) });
        await using IAsyncEnumerator<KubeChange> watch = api.WatchAsync(ConfigMaps, "default", "one", null, Token).GetAsyncEnumerator(Token);
        Task<bool> listed = watch.MoveNextAsync().AsTask();
        Assert.True(await listed && watch.Current.Type == KubeChangeType.Listed);
        Task<bool> next = watch.MoveNextAsync().AsTask();
        await Task.WhenAny(next, Task.Delay(TimeSpan.FromSeconds(1), Token));
        Assert.False(next.IsCompleted);
        await api.ApplyAsync(ConfigMaps, Map("one", "a"), force: false, Token);
        Assert.True(await next.WaitAsync(TimeSpan.FromSeconds(10), Token));
        Assert.Equal("one", watch.Current.Object!.Name);
    }

    [Fact]
    public async Task A_kind_that_is_no_longer_served_has_no_objects()
    {
        KubeKind nobody = new("nobody.phoenix.test", "v1", "Castle", "castles", true);
        await using IAsyncEnumerator<KubeChange> watch = Api.WatchAsync(nobody, null, null, null, Token).GetAsyncEnumerator(Token);
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal(KubeChangeType.Listed, watch.Current.Type);
    }

    private async Task<IAsyncEnumerator<KubeChange>> BeginAsync()
    {
        IAsyncEnumerator<KubeChange> watch = Api.WatchAsync(ConfigMaps, "default", null, null, Token).GetAsyncEnumerator(Token);
        await UntilAsync(watch, () => _lists == 1);
        return watch;
    }

    private async Task UntilAsync(IAsyncEnumerator<KubeChange> watch, Func<bool> condition)
    {
        while (!condition())
        {
            Assert.True(await watch.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Token));
            KubeChange change = watch.Current;
            switch (change.Type)
            {
                case KubeChangeType.Listed:
                    _lists++;
                    break;
                case KubeChangeType.Present when change.Object!.Name != "kube-root-ca.crt":
                    _seen[change.Object.Name] = change.Object.Uid!;
                    break;
                case KubeChangeType.Gone:
                    Assert.Equal(_seen[change.Object!.Name], change.Object.Uid);
                    _seen.Remove(change.Object.Name);
                    break;
            }
        }
    }

    private Task<KubeObject> PutAsync(string name, string value) => Api.ApplyAsync(ConfigMaps, Map(name, value), force: false, Token);

    private static KubeObject Map(string name, string value) => new(new JsonObject
    {
        ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" }, ["data"] = new JsonObject { ["key"] = value },
    });
}
