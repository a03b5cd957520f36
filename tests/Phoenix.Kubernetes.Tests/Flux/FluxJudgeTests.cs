using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Flux;
using Xunit;
using static Phoenix.Kubernetes.Tests.Flux.FluxSamples;

namespace Phoenix.Kubernetes.Tests.Flux;

public sealed class FluxJudgeTests
{
    [Fact]
    public void What_was_applied_at_the_present_revision_is_ready()
    {
        Assert.Equal(FluxStanding.Ready, Judge(Kustomization("apps")).Standing);
    }

    [Fact]
    public void Ready_at_an_older_revision_is_not_ready()
    {
        FluxJudgement judged = Judge(Kustomization("apps", applied: Old));
        Assert.Equal(FluxStanding.Behind, judged.Standing);
        Assert.Contains(Old, judged.Words, StringComparison.Ordinal);
        Assert.Contains(New, judged.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void Ready_that_never_applied_anything_is_not_ready() => Assert.Equal(FluxStanding.Behind, Judge(Kustomization("apps", applied: null)).Standing);

    [Fact]
    public void Ready_of_an_older_generation_is_not_ready() =>
        Assert.Equal(FluxStanding.Progressing, Judge(Kustomization("apps").With("metadata/generation", 2)).Standing);

    [Fact]
    public void A_condition_of_an_older_generation_is_not_ready_though_the_status_says_it_is_present() =>
        Assert.Equal(FluxStanding.Progressing, Judge(Kustomization("apps").With("metadata/generation", 2).With("status/observedGeneration", 2)).Standing);

    // A suspended Kustomization keeps Ready, and its controller still moves the observed generation and the answered request on.
    [Fact]
    public void Suspended_is_not_ready_though_all_else_is_well()
    {
        JsonObject suspended = Kustomization("apps").With("spec/suspend", true).With("status/lastHandledReconcileAt", "now");
        Assert.Equal(FluxStanding.Suspended, Judge(suspended, "now").Standing);
    }

    [Fact]
    public void Suspended_by_a_wipe_is_not_ready() =>
        Assert.Equal(FluxStanding.Suspended, Judge(Kustomization("apps").With("spec/suspend", true).With("metadata/annotations", new JsonObject { [FluxKinds.HeldBy] = FluxControl.WipeHolder })).Standing);

    [Fact]
    public void What_the_database_holds_is_not_waited_for_nor_what_waits_for_it()
    {
        JsonObject held = Kustomization("instances").With("spec/suspend", true).With("metadata/annotations", new JsonObject { [FluxKinds.HeldBy] = "database" });
        FluxJudge judge = new(State(Source(), held, Blocked("apps", "instances"), Blocked("more", "apps")), _ => null);
        Assert.Equal(FluxStanding.Held, judge.Judge(Key("instances")).Standing);
        Assert.Equal(FluxStanding.Held, judge.Judge(Key("apps")).Standing);
        Assert.Equal(FluxStanding.Held, judge.Judge(Key("more")).Standing);
    }

    [Fact]
    public void What_fails_is_not_held_though_it_depends_on_what_is()
    {
        JsonObject held = Kustomization("instances").With("spec/suspend", true).With("metadata/annotations", new JsonObject { [FluxKinds.HeldBy] = "database" });
        FluxJudge judge = new(State(Source(), held, Kustomization("apps", ["instances"], Old, Condition("Ready", "False", "BuildFailed", "no such file"))), _ => null);
        Assert.Equal(FluxStanding.Failing, judge.Judge(Key("apps")).Standing);
    }

    [Fact]
    public void Never_looked_at_is_not_ready()
    {
        JsonObject unseen = Kustomization("apps").With("status", new JsonObject { ["observedGeneration"] = -1 });
        Assert.Equal(FluxStanding.Unseen, Judge(unseen).Standing);
    }

    [Fact]
    public void An_old_answer_is_none_to_a_new_request()
    {
        Assert.Equal(FluxStanding.Asked, Judge(Kustomization("apps").With("status/lastHandledReconcileAt", "before"), "now").Standing);
        Assert.Equal(FluxStanding.Ready, Judge(Kustomization("apps").With("status/lastHandledReconcileAt", "now"), "now").Standing);
    }

    // A controller that gave up before it was asked anew may do better this time.
    [Fact]
    public void Stalled_before_the_request_is_not_final() =>
        Assert.Equal(FluxStanding.Asked, Judge(Kustomization("apps", null, New, Condition("Ready", "False", "AccessDenied"), Condition("Stalled", "True", "AccessDenied")), "now").Standing);

    [Fact]
    public void Stalled_is_told_from_slow_and_from_failing()
    {
        Assert.Equal(FluxStanding.Stalled, Judge(Kustomization("apps", null, New, Condition("Ready", "False", "AccessDenied"), Condition("Stalled", "True", "AccessDenied", "refused"))).Standing);
        Assert.Equal(FluxStanding.Failing, Judge(Kustomization("apps", null, Old, Condition("Ready", "False", "HealthCheckFailed", "timeout"), Condition("Reconciling", "True", "ProgressingWithRetry"))).Standing);
        Assert.Equal(FluxStanding.Progressing, Judge(Kustomization("apps", null, Old, Condition("Ready", "Unknown", "Progressing"), Condition("Reconciling", "True", "Progressing", "Fetching manifests"))).Standing);
    }

    [Fact]
    public void Stalled_at_an_older_spec_is_not_final() =>
        Assert.Equal(FluxStanding.Failing, Judge(Kustomization("apps", null, New, Condition("Ready", "False", "AccessDenied"), Condition("Stalled", "True", "AccessDenied", "refused", 1)).With("metadata/generation", 2)).Standing);

    [Fact]
    public void Ready_in_the_middle_of_a_reconciliation_is_not_ready() =>
        Assert.Equal(FluxStanding.Progressing, Judge(Kustomization("apps", null, New, Condition("Ready", "True", "ReconciliationSucceeded"), Condition("Reconciling", "True", "Progressing"))).Standing);

    [Fact]
    public void A_source_that_fails_keeps_what_comes_from_it_from_being_ready()
    {
        FluxJudge judge = new(State(Source(New, "flux-system", Condition("Ready", "False", "GitOperationFailed", "no route to host")), Kustomization("apps")), _ => null);
        FluxJudgement judged = judge.Judge(Key("apps"));
        Assert.Equal(FluxStanding.Behind, judged.Standing);
        Assert.Contains("no route to host", judged.Words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_is_not_there_keeps_what_comes_from_it_from_being_ready() =>
        Assert.Equal(FluxStanding.Behind, new FluxJudge(State(Kustomization("apps")), _ => null).Judge(Key("apps")).Standing);

    [Fact]
    public void What_is_being_deleted_is_not_ready() =>
        Assert.Equal(FluxStanding.Failing, Judge(Kustomization("apps").With("metadata/deletionTimestamp", "2026-02-10T14:55:00Z")).Standing);

    [Theory]
    [InlineData("1.8.1", "1.8.1", "deployed", 1, "Ready")]
    [InlineData("1.8.1", "1.8.1+abcdef", "deployed", 1, "Ready")]
    [InlineData("1.9.0", "1.8.1", "deployed", 1, "Behind")]
    [InlineData("1.8.1", "1.8.1", "failed", 1, "Failing")]
    [InlineData("1.x", "1.8.1", "deployed", 1, "Ready")]
    [InlineData("1.8.1", "1.8.1", "deployed", 2, "Progressing")]
    public void A_release_is_ready_at_its_own_version_only(string wanted, string attempted, string status, int generation, string expected)
    {
        JsonObject release = Release("longhorn", wanted, attempted, status).With("metadata/generation", generation);
        Assert.Equal(expected, new FluxJudge(State(release), _ => null).Judge(FluxKey.HelmRelease(Name("longhorn"))).Standing.ToString());
    }

    [Fact]
    public void A_release_of_an_older_chart_than_was_fetched_is_not_ready()
    {
        JsonObject chart = new()
        {
            ["apiVersion"] = "source.toolkit.fluxcd.io/v1",
            ["kind"] = "HelmChart",
            ["metadata"] = new JsonObject { ["name"] = "flux-system-longhorn", ["namespace"] = "flux-system" },
            ["status"] = new JsonObject { ["artifact"] = new JsonObject { ["revision"] = "1.9.0" } },
        };
        JsonObject release = Release("longhorn", "1.x").With("status/helmChart", "flux-system/flux-system-longhorn");
        Assert.Equal(FluxStanding.Behind, new FluxJudge(State(chart, release), _ => null).Judge(FluxKey.HelmRelease(Name("longhorn"))).Standing);
    }

    private static FluxJudgement Judge(JsonObject kustomization, string? request = null) =>
        new FluxJudge(State(Source(), kustomization), k => k.Kind == "Kustomization" ? request : null).Judge(Key("apps"));
}
