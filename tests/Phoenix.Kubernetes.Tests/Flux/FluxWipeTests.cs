using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Flux;
using Phoenix.Kubernetes.Tests.Memory;
using Xunit;
using static Phoenix.Kubernetes.Tests.Flux.FluxSamples;

namespace Phoenix.Kubernetes.Tests.Flux;

public sealed class FluxWipeTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wipe_takes_away_what_was_applied_dependents_first()
    {
        await using FluxBench bench = await UpAsync();
        await bench.Driver().WipeAsync(Token).WaitAsync(Soon, Token);
        Assert.Equal([null, null, null], new[] { "crds", "operators", "apps" }.Select(bench.Value));
        Assert.False(await bench.Driver().ExistsAsync(Token));
        Assert.Equal(
            ["apps", "operators", "crds", "root"],
            bench.Cluster.Writes.Where(w => w.StartsWith("delete Kustomization", StringComparison.Ordinal)).Select(w => w.Split('/')[1]).Distinct());
    }

    // Flux leaves behind what a suspended Kustomization applied.
    [Fact]
    public async Task What_is_suspended_is_taken_away_too()
    {
        await using FluxBench bench = await UpAsync();
        await bench.Cluster.PatchAsync(Kinds.Kustomization, "flux-system", "apps", new JsonObject { ["spec"] = new JsonObject { ["suspend"] = true } }, false, Token);
        await bench.Driver().WipeAsync(Token).WaitAsync(Soon, Token);
        Assert.Null(bench.Value("apps"));
    }

    [Fact]
    public async Task What_would_leave_objects_behind_is_refused_before_anything_is_deleted()
    {
        await using FluxBench bench = await UpAsync();
        await bench.Cluster.PatchAsync(Kinds.Kustomization, "flux-system", "crds", new JsonObject { ["spec"] = new JsonObject { ["prune"] = false } }, false, Token);
        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(() => bench.Driver().WipeAsync(Token));
        Assert.Contains("Kustomization flux-system/crds does not prune", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(bench.Cluster.Writes, w => w.StartsWith("delete", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_goes_slowly_is_waited_for()
    {
        await using FluxBench bench = await UpAsync();
        await bench.Cluster.PatchAsync(Kinds.ConfigMap, "castle", "apps", new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray("example.org/slow") } }, false, Token);
        Task wipe = bench.Driver().WipeAsync(Token);
        await bench.UntilAsync(() => bench.Cluster.Peek("ConfigMap", "castle", "apps")!.IsDeleting);
        Assert.False(wipe.IsCompleted);
        await bench.Cluster.PatchAsync(Kinds.ConfigMap, "castle", "apps", new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray() } }, false, Token);
        await wipe.WaitAsync(Soon, Token);
    }

    // Its controllers would go in the middle of their own deletion.
    [Fact]
    public async Task What_holds_Flux_itself_is_suspended_and_stays_and_the_next_create_resumes_it()
    {
        await using FluxBench bench = await UpAsync(t => t + "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: kustomizations.kustomize.toolkit.fluxcd.io }\n");
        await bench.Driver().WipeAsync(Token).WaitAsync(Soon, Token);
        Assert.Equal("wipe", bench.Cluster.Peek("Kustomization", "flux-system", "root")!.TextAt("metadata", "annotations", FluxKinds.HeldBy));
        Assert.False(await bench.Driver().ExistsAsync(Token));
        Assert.Null(bench.Value("apps"));

        await bench.Driver().UpAsync(Token).WaitAsync(Soon, Token);
        Assert.Equal("1", bench.Value("apps"));
    }

    [Fact]
    public async Task A_wipe_without_Flux_has_nothing_to_do()
    {
        MemoryCluster empty = new MemoryCluster(TimeProvider.System).Serve(Kinds.Core);
        FluxDriver driver = new(new Stacks.DriverDefinition.Flux([], [], TimeSpan.FromSeconds(1)), empty, new ListLog(), TimeProvider.System);
        await driver.WipeAsync(Token);
        Assert.False(await driver.ExistsAsync(Token));
        Assert.Empty(empty.Writes);
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_no_cluster_that_is_empty()
    {
        await using FluxBench bench = await UpAsync();
        bench.Cluster.Fault = (_, _, _) => new PhoenixException(ErrorCode.LayerFailed, "no answer", "test") { IsTransient = true };
        await Assert.ThrowsAsync<PhoenixException>(() => bench.Driver().ExistsAsync(Token));
    }

    [Theory]
    [InlineData("castle_data_apps_StatefulSet", "v1", "StatefulSet castle/data")]
    [InlineData("_castle__Namespace", "v1", "Namespace castle")]
    [InlineData("_system__node_rbac.authorization.k8s.io_ClusterRole", "v1", "ClusterRole system:node")]
    public void An_inventory_is_read(string id, string version, string expected)
    {
        JsonObject of = Kustomization("a").With("status/inventory/entries", new JsonArray(new JsonObject { ["id"] = id, ["v"] = version }));
        Assert.Equal(expected, Assert.Single(FluxInventory.Of(new FluxObject(new Phoenix.Kubernetes.Cluster.KubeObject(of)))).ToString());
    }

    private static async Task<FluxBench> UpAsync(Func<string, string>? change = null)
    {
        FluxBench bench = FluxBench.Start(null, change);
        await bench.Driver().UpAsync(Token).WaitAsync(Soon, Token);
        return bench;
    }
}
