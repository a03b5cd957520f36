using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.KubeSim.Operators.Flux;
using Phoenix.Kubernetes.Flux;
using Phoenix.Kubernetes.Tests.Memory;
using Xunit;
using static Phoenix.Kubernetes.Tests.Flux.FluxSamples;

namespace Phoenix.Kubernetes.Tests.Flux;

/// <summary>The driver and the gate against the double of Flux. Its pauses are those of Flux: what ends within seconds was asked for in time.</summary>
public sealed class FluxDriverTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_chain_comes_up_without_waiting_for_the_pause_of_unready_dependencies()
    {
        await using FluxBench bench = FluxBench.Start();
        await bench.Driver().UpAsync(Token).WaitAsync(Soon, Token);
        Assert.Equal(["1", "1", "1"], new[] { "crds", "operators", "apps" }.Select(bench.Value));
    }

    // The source's interval is an hour: without fetching anew all would look ready at the old revision.
    [Fact]
    public async Task What_was_committed_before_is_what_is_up_after()
    {
        await using FluxBench bench = FluxBench.Start();
        await bench.Driver().UpAsync(Token).WaitAsync(Soon, Token);
        bench.Commit("2");
        await bench.Driver().UpAsync(Token).WaitAsync(Soon, Token);
        Assert.Equal("2", bench.Value("apps"));
        Assert.Null(await bench.GateAsync(Soon));
    }

    [Fact]
    public async Task An_operator_that_never_acts_leaves_nothing_ready()
    {
        await using FluxBench bench = FluxBench.Start();
        await bench.Driver().UpAsync(Token).WaitAsync(Soon, Token);
        bench.Options.Idle.Add("kustomize");
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(Token);
        bound.CancelAfter(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Driver().UpAsync(bound.Token));
        Assert.Contains(bench.Log.Lines, l => l.Contains("was asked to reconcile and has not answered", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_gate_does_not_take_ready_of_a_revision_that_was_replaced()
    {
        await using FluxBench bench = FluxBench.Start(new FluxOptions { MissesRevisions = true });
        await bench.Driver().UpAsync(Token).WaitAsync(Soon, Token);
        string revision = bench.Commit("2");
        await new FluxControl(bench.Cluster, TimeProvider.System).RequestAsync(new FluxKey("GitRepository", "flux-system", "flux-system"), "again", Token);
        await bench.UntilAsync(() => bench.Cluster.Peek("GitRepository", "flux-system", "flux-system")!.TextAt("status", "artifact", "revision") == revision);
        string? reason = await bench.GateAsync(TimeSpan.FromMilliseconds(300));
        Assert.Contains($"and its source GitRepository flux-system/flux-system at {revision}", reason, StringComparison.Ordinal);
        Assert.Contains("not in its controller's queue", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_controller_that_gave_up_ends_the_wait_with_its_words()
    {
        FluxOptions options = new();
        options.Stalled["flux-system/operators"] = "cross-namespace references have been blocked";
        await using FluxBench bench = FluxBench.Start(options);
        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(() => bench.Driver().UpAsync(Token).WaitAsync(Soon, Token));
        Assert.StartsWith("Kustomization flux-system/operators is stalled: AccessDenied: cross-namespace references have been blocked", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_shown_at_the_first_that_failed_and_waited_for_in_bounds()
    {
        await using FluxBench bench = FluxBench.Start(null, t => t.Replace("path: ./crds", "path: ./missing", StringComparison.Ordinal));
        string? reason = await bench.GateAsync(TimeSpan.FromSeconds(2));
        Assert.StartsWith("Kustomization flux-system/crds is failing: ArtifactFailed: kustomization path not found", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_that_ran_out_of_tries_gets_new_ones()
    {
        FluxOptions options = new();
        options.FailingReleases["longhorn"] = 1;
        options.Charts["longhorn"] = _ => [];
        await using FluxBench bench = FluxBench.Start(options);
        bench.Cluster.Put(Release("longhorn").With("status", null));
        await bench.UntilAsync(() => bench.Cluster.Peek("HelmRelease", "flux-system", "longhorn")!.TextAt("status", "history") is null
            && bench.Cluster.Peek("HelmRelease", "flux-system", "longhorn")!.At("status", "failures")?.ToString() == "1");
        await bench.Driver().UpAsync(Token).WaitAsync(Soon, Token);
    }

    // A list that was complete when the root was not ready yet proves nothing of what the root makes.
    [Fact]
    public async Task A_release_that_came_meanwhile_is_waited_for()
    {
        await using FluxBench bench = FluxBench.Start();
        await bench.Driver().UpAsync(Token).WaitAsync(Soon, Token);
        bench.Options.Idle.Add("helm");
        bool wasPut = false;
        bench.Cluster.Fault = (verb, kind, _) =>
        {
            if (verb == "list" && kind == Kinds.HelmRelease && !wasPut)
            {
                wasPut = true;
                bench.Cluster.Put(Release("late").With("status", null));
            }

            return null;
        };
        Assert.StartsWith("HelmRelease flux-system/late was never looked at", await bench.GateAsync(TimeSpan.FromMilliseconds(300)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_suspended_is_resumed_only_where_it_is_named()
    {
        await using FluxBench bench = FluxBench.Start();
        await bench.Driver().UpAsync(Token).WaitAsync(Soon, Token);
        await bench.Cluster.PatchAsync(Kinds.Kustomization, "flux-system", "apps", new JsonObject { ["spec"] = new JsonObject { ["suspend"] = true } }, false, Token);
        Assert.Contains("apps is suspended", await bench.GateAsync(TimeSpan.FromMilliseconds(200)), StringComparison.Ordinal);
        await bench.Driver("apps").UpAsync(Token).WaitAsync(Soon, Token);
        Assert.Null(await bench.GateAsync(Soon));
    }

    [Fact]
    public async Task What_the_database_holds_stays_held_through_another_create()
    {
        await using FluxBench bench = FluxBench.Start();
        await bench.Driver().UpAsync(Token).WaitAsync(Soon, Token);
        FluxControl control = new(bench.Cluster, TimeProvider.System);
        Assert.True(await control.SuspendAsync(Key("apps"), "database", Token));
        Assert.True(await control.SuspendAsync(Key("apps"), "database", Token));
        Assert.False(await control.SuspendAsync(Key("apps"), "somebody", Token));
        bench.Commit("2");
        await bench.Driver().UpAsync(Token).WaitAsync(Soon, Token);
        Assert.Equal(("2", "1"), (bench.Value("operators"), bench.Value("apps")));
        Assert.Null(await control.ResumeAsync(Key("apps"), "somebody", Token));
        Assert.NotNull(await control.ResumeAsync(Key("apps"), "database", Token));
        await bench.Driver().UpAsync(Token).WaitAsync(Soon, Token);
        Assert.Equal("2", bench.Value("apps"));
    }

    [Fact]
    public async Task A_suspend_returns_only_when_nothing_is_applied_any_more()
    {
        await using FluxBench bench = FluxBench.Start();
        bench.Options.Idle.Add("kustomize");
        bench.Cluster.Put(Kustomization("busy", null, Old, Condition("Ready", "Unknown", "Progressing"), Condition("Reconciling", "True", "Progressing")));
        Task<bool> suspended = new FluxControl(bench.Cluster, TimeProvider.System).SuspendAsync(Key("busy"), "database", Token);
        await bench.UntilAsync(() => bench.Cluster.Peek("Kustomization", "flux-system", "busy")!.At("spec", "suspend")?.ToString() == "true");
        Assert.False(suspended.IsCompleted);
        await bench.Cluster.PatchAsync(Kinds.Kustomization, "flux-system", "busy", new JsonObject { ["status"] = new JsonObject { ["conditions"] = new JsonArray(Condition("Ready", "True", "x")) } }, true, Token);
        Assert.True(await suspended.WaitAsync(Soon, Token));
    }
}
