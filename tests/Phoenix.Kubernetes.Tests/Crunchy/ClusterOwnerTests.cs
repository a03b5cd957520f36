using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Crunchy;
using Phoenix.Stacks;
using Xunit;
using static Phoenix.Kubernetes.Tests.Crunchy.ClusterSamples;

namespace Phoenix.Kubernetes.Tests.Crunchy;

/// <summary>The Kustomization that applies a PostgresCluster: it neither makes again what is destroyed nor undoes what is opened.</summary>
public sealed class ClusterOwnerTests
{
    private readonly CrunchyBench _bench = new();

    public ClusterOwnerTests()
    {
        _bench.Definition = _bench.Definition with { Owner = new ClusterObjectName("flux-system", "instances") };
        _bench.Cluster.Put(JsonNode.Parse(
            """{ "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization", "metadata": { "name": "instances", "namespace": "flux-system" }, "spec": { "interval": "10m" } }""")!.AsObject());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterOwner Owner => new(_bench.Site, new ClusterForm(_bench.Site));

    private bool IsSuspended => _bench.Cluster.Peek("Kustomization", "flux-system", "instances")?.At("spec", "suspend") is JsonValue value && value.GetValue<bool>();

    [Fact]
    public async Task What_it_applies_as_it_was_opened_is_given_back()
    {
        await Owner.SuspendAsync(Token);
        Assert.True(IsSuspended);

        await Owner.GiveBackAsync(Object(), Token);
        Assert.False(IsSuspended);
    }

    [Fact]
    public async Task What_would_make_a_standby_of_it_again_stays_suspended()
    {
        _bench.Manifest[0] = Held();
        await Owner.SuspendAsync(Token);

        await Owner.GiveBackAsync(Object(), Token);
        Assert.True(IsSuspended);
        Assert.Contains(_bench.Log.Lines, l => l.Contains("stays suspended", StringComparison.Ordinal));

        await Owner.GiveBackAsync(Object(c => c["metadata"]!["annotations"] = new JsonObject { ["kustomize.toolkit.fluxcd.io/ssa"] = "IfNotPresent" }), Token);
        Assert.False(IsSuspended);
    }

    [Fact]
    public async Task What_somebody_else_suspended_stays_theirs()
    {
        await _bench.Cluster.PatchAsync(Memory.Kinds.Kustomization, "flux-system", "instances", new JsonObject { ["spec"] = new JsonObject { ["suspend"] = true } }, status: false, Token);

        await Owner.SuspendAsync(Token);
        await Owner.GiveBackAsync(Object(), Token);

        Assert.True(IsSuspended);
    }

    [Fact]
    public async Task It_is_asked_to_make_the_object()
    {
        await Owner.SuspendAsync(Token);
        await Owner.ResumeAsync(Token);

        Assert.False(IsSuspended);
        Assert.NotNull(_bench.Cluster.Peek("Kustomization", "flux-system", "instances")?.TextAt("metadata", "annotations", "reconcile.fluxcd.io/requestedAt"));
    }

    [Fact]
    public async Task One_that_is_not_there_applies_nothing()
    {
        await _bench.Cluster.DeleteAsync(Memory.Kinds.Kustomization, "flux-system", "instances", null, Token);

        await Owner.SuspendAsync(Token);

        Assert.Contains(_bench.Log.Lines, l => l.Contains("nothing applies", StringComparison.Ordinal));
    }
}
