using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Flux;
using Phoenix.Kubernetes.Tests.Memory;
using Xunit;
using static Phoenix.Kubernetes.Tests.Flux.FluxSamples;

namespace Phoenix.Kubernetes.Tests.Flux;

/// <summary>Objects that go between a look and a call, and others that come back.</summary>
public sealed class FluxGoneTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private readonly MemoryCluster _cluster = new MemoryCluster(TimeProvider.System).Serve(Kinds.Core).Serve(Kinds.Flux);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<bool> Forms => [true, false];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task What_goes_before_it_is_suspended_is_not_there(bool isServers)
    {
        _cluster.Put(Kustomization("apps"));
        _cluster.Fault = (verb, _, _) => verb == "patch" ? Gone(isServers) : null;
        FluxControl control = new(_cluster, TimeProvider.System);
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<PhoenixException>(() => control.SuspendAsync(Key("apps"), "database", Token).WaitAsync(Soon, Token))).Code);
        Assert.Equal(ErrorCode.NotFound, (await Assert.ThrowsAsync<PhoenixException>(() => control.RequestAsync(Key("apps"), "1", Token).WaitAsync(Soon, Token))).Code);
        _cluster.Put(Kustomization("apps").With("spec/suspend", true));
        Assert.Null(await control.ResumeAsync(Key("apps"), null, Token).WaitAsync(Soon, Token));
    }

    [Fact]
    public async Task What_a_proxy_does_not_find_is_no_absence()
    {
        _cluster.Put(Kustomization("apps").With("spec/suspend", true));
        _cluster.Fault = (verb, _, _) => verb == "patch" ? new PhoenixException(ErrorCode.Configuration, "answers status 404 and no JSON of a Kubernetes API", "test") : null;
        PhoenixException wrong = await Assert.ThrowsAsync<PhoenixException>(() => new FluxControl(_cluster, TimeProvider.System).ResumeAsync(Key("apps"), null, Token).WaitAsync(Soon, Token));
        Assert.Equal(ErrorCode.Configuration, wrong.Code);
    }

    [Fact]
    public async Task What_is_resumed_or_goes_while_it_is_suspended_is_not_held()
    {
        FluxControl control = new(_cluster, TimeProvider.System);
        foreach (bool isResumed in (bool[])[true, false])
        {
            _cluster.Put(Kustomization("busy", null, Old, Condition("Ready", "Unknown", "Progressing"), Condition("Reconciling", "True", "Progressing")).With("spec/suspend", false));
            Task<bool> suspended = control.SuspendAsync(Key("busy"), "database", Token);
            while (_cluster.Peek("Kustomization", "flux-system", "busy")!.At("spec", "suspend")?.ToString() != "true")
            {
                await Task.Delay(5, Token);
            }

            Assert.False(suspended.IsCompleted);
            await (isResumed
                ? (Task)_cluster.PatchAsync(Kinds.Kustomization, "flux-system", "busy", new JsonObject { ["spec"] = new JsonObject { ["suspend"] = false } }, false, Token)
                : _cluster.DeleteAsync(Kinds.Kustomization, "flux-system", "busy", null, Token));
            PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(() => suspended.WaitAsync(Soon, Token));
            Assert.Equal(isResumed ? ErrorCode.LayerFailed : ErrorCode.NotFound, error.Code);
        }
    }

    [Fact]
    public async Task An_inventory_that_cannot_be_read_stops_a_wipe_before_it_begins()
    {
        _cluster.Put(Kustomization("apps").With("status/inventory", new JsonObject { ["entries"] = new JsonArray(new JsonObject { ["id"] = "apps", ["v"] = "v1" }) }));
        FluxDriver driver = new(new Stacks.DriverDefinition.Flux([], [], Soon), _cluster, new ListLog(), TimeProvider.System);
        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(() => driver.WipeAsync(Token).WaitAsync(Soon, Token));
        Assert.Contains("cannot be read", error.Message, StringComparison.Ordinal);
        Assert.True(await driver.ExistsAsync(Token));
        Assert.Empty(_cluster.Writes);
    }

    [Fact]
    public void A_generation_or_a_release_that_cannot_be_read_is_not_ready()
    {
        foreach (JsonObject broken in (JsonObject[])
            [
                Kustomization("apps").With("metadata/generation", "1"),
                Kustomization("apps").With("metadata/generation", null),
                Kustomization("apps").With("status/observedGeneration", "1"),
                Release("apps").With("status/lastAttemptedGeneration", "1"),
                Release("apps").With("status/lastAttemptedRevision", null),
            ])
        {
            FluxKey key = new FluxObject(new KubeObject(broken)).Key;
            Assert.NotEqual(FluxStanding.Ready, new FluxJudge(State(broken, Source()), _ => null).Judge(key).Standing);
        }
    }

    // As the API server's 404 reaches a caller, and as the cluster in memory says it.
    private static PhoenixException Gone(bool isServers) => isServers
        ? new PhoenixException(ErrorCode.LayerFailed, "it is not there", "test", new ApiStatusException(404, "NotFound", "not found", []))
        : new PhoenixException(ErrorCode.NotFound, "it is not there", "test");
}
