using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Tests.Cluster;
using Phoenix.Kubernetes.Waiting;
using Phoenix.KubeSim;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Waiting;

public sealed class ObjectWaitingTests : IAsyncLifetime
{
    private static readonly KubeKind ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);
    private static readonly KubeKind Events = new("", "v1", "Event", "events", Namespaced: true);
    private static readonly KubeKind Jobs = new("batch", "v1", "Job", "jobs", Namespaced: true);
    private static readonly KubeKind Pods = new("", "v1", "Pod", "pods", Namespaced: true);

    private readonly SilentLog _log = new();

    private KubeSimServer Sim { get; set; } = null!;

    private ClusterApi Api { get; set; } = null!;

    private ObjectWaiting Wait => new(Api, _log, TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Sim = await KubeSimServer.StartAsync(cancellationToken: Token);
        Api = SimAccess.Open(Sim);
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await Sim.DisposeAsync();
    }

    [Fact]
    public async Task First_it_exists_then_it_is_ready_over_a_server_that_goes_away()
    {
        Task<KubeObject> ready = Wait.UntilAsync(
            ConfigMaps, "default", "one", it => it.TextAt("data", "key") == "b" ? new ObjectStatus(ObjectState.Current, "b") : new ObjectStatus(ObjectState.InProgress, "not b"), TimeSpan.FromSeconds(30), Token);
        await PutAsync("a");
        Sim.Faults.GoAway(TimeSpan.FromMilliseconds(700));
        await PutAsync("b");

        Assert.Equal("b", (await ready).TextAt("data", "key"));
    }

    [Fact]
    public async Task What_never_comes_is_told_as_not_there()
    {
        PhoenixException late = await Assert.ThrowsAsync<PhoenixException>(() => Wait.UntilReadyAsync(ConfigMaps, "default", "missing", TimeSpan.FromSeconds(1), Token));

        Assert.Equal(ErrorCode.TimedOut, late.Code);
        Assert.Contains("ConfigMap default/missing was not ready within 1 s: it is not there", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stays_away_is_told_as_the_reason()
    {
        Sim.Faults.GoAway();
        PhoenixException late = await Assert.ThrowsAsync<PhoenixException>(() => Wait.UntilReadyAsync(ConfigMaps, "default", "one", TimeSpan.FromSeconds(1), Token));
        Assert.Contains("the API server", late.Message, StringComparison.Ordinal);
        PhoenixException gone = await Assert.ThrowsAsync<PhoenixException>(() => Wait.UntilGoneAsync(ConfigMaps, "default", "one", null, TimeSpan.FromSeconds(1), Token));
        Assert.Equal(ErrorCode.TimedOut, gone.Code);
    }

    [Fact]
    public async Task A_failed_Job_ends_the_wait_with_its_pods_events_and_log()
    {
        await Api.ApplyAsync(Jobs, Parse("""
            {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"restore","namespace":"default"},
             "spec":{"selector":{"matchLabels":{"job-name":"restore"}},"template":{"metadata":{"labels":{"job-name":"restore"}},"spec":{"restartPolicy":"Never","containers":[{"name":"pgbackrest","image":"a"}]}}}}
            """), force: false, Token);
        await Api.ApplyAsync(Pods, Parse("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"restore-x","namespace":"default","labels":{"job-name":"restore"}},"spec":{"nodeName":"node-1","restartPolicy":"Never","containers":[{"name":"pgbackrest","image":"a"}]}}
            """), force: false, Token);
        await Api.PatchAsync(Pods, "default", "restore-x", Parse("""
            {"status":{"phase":"Failed","containerStatuses":[{"name":"pgbackrest","ready":false,"restartCount":0,"image":"a","imageID":"a","state":{"terminated":{"exitCode":37}}}]}}
            """).Content, status: true, Token);
        Sim.Pods.Log("default", "restore-x", "pgbackrest").Write("P00   INFO: restore command begin", "P00  ERROR: [037]: restore command requires option: repo1-s3-key");
        KubeObject pod = (await Api.GetAsync(Pods, "default", "restore-x", Token))!;
        KubeObject happened = Parse("""
            {"apiVersion":"v1","kind":"Event","metadata":{"name":"restore-x.1","namespace":"default"},"type":"Warning","reason":"FailedMount","message":"secret not found","involvedObject":{"kind":"Pod","name":"restore-x"}}
            """);
        happened.Content["involvedObject"]!["uid"] = pod.Uid;
        happened.Content["involvedObject"]!["namespace"] = "default";
        await Api.CreateAsync(Events, happened, Token);

        Task<KubeObject> wait = Wait.UntilReadyAsync(Jobs, "default", "restore", TimeSpan.FromSeconds(30), Token);
        await Api.PatchAsync(Jobs, "default", "restore", Parse("""
            {"status":{"startTime":"2026-01-01T00:00:00Z","failed":1,"conditions":[{"type":"Failed","status":"True","reason":"BackoffLimitExceeded","message":"Job has reached the specified backoff limit","lastTransitionTime":"2026-01-01T00:00:00Z","lastProbeTime":"2026-01-01T00:00:00Z"}]}}
            """).Content, status: true, Token);
        PhoenixException failed = await Assert.ThrowsAsync<PhoenixException>(() => wait);

        Assert.Equal(ErrorCode.LayerFailed, failed.Code);
        Assert.Contains("BackoffLimitExceeded", failed.Message, StringComparison.Ordinal);
        Assert.Contains("container pgbackrest ended with exit code 37", failed.Message, StringComparison.Ordinal);
        Assert.Contains("its log tells:", failed.Message, StringComparison.Ordinal);
        Assert.Contains("event FailedMount: secret not found", failed.Message, StringComparison.Ordinal);
        Assert.Contains(_log.Lines, l => l.Contains("[037]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_kind_that_never_comes_is_told_with_what_is_served()
    {
        PhoenixException late = await Assert.ThrowsAsync<PhoenixException>(() => Wait.UntilServedAsync("nobody.phoenix.test/v1", "Castle", TimeSpan.FromSeconds(1), Token));

        Assert.Equal(ErrorCode.TimedOut, late.Code);
        Assert.Contains("no CustomResourceDefinition of it is there", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_object_of_the_name_is_not_the_one_that_was_to_go()
    {
        KubeObject first = await PutAsync("a");
        await Api.DeleteAsync(ConfigMaps, "default", "one", first.Uid, Token);

        // Until it is collected an apply would change the first one, which goes.
        await Wait.UntilGoneAsync(ConfigMaps, "default", "one", first.Uid, TimeSpan.FromSeconds(10), Token);
        await PutAsync("b");

        await Wait.UntilGoneAsync(ConfigMaps, "default", "one", first.Uid, TimeSpan.FromSeconds(10), Token);
        PhoenixException there = await Assert.ThrowsAsync<PhoenixException>(() => Wait.UntilGoneAsync(ConfigMaps, "default", "one", null, TimeSpan.FromSeconds(1), Token));
        Assert.Contains("made anew", there.Message, StringComparison.Ordinal);
    }

    private Task<KubeObject> PutAsync(string value)
    {
        KubeObject map = Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","namespace":"default"}}""");
        map.Content["data"] = new JsonObject { ["key"] = value };
        return Api.ApplyAsync(ConfigMaps, map, force: false, Token);
    }

    private static KubeObject Parse(string json) => new(JsonNode.Parse(json)!.AsObject());
}
