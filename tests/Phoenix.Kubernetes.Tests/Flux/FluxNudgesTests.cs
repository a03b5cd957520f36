using Microsoft.Extensions.Time.Testing;
using Phoenix.Kubernetes.Flux;
using Xunit;
using static Phoenix.Kubernetes.Tests.Flux.FluxSamples;

namespace Phoenix.Kubernetes.Tests.Flux;

public sealed class FluxNudgesTests
{
    [Fact]
    public void A_dependent_whose_dependency_became_ready_could_go_on() => Assert.True(CouldGoOn(Kustomization("crds"), Blocked("apps", "crds")));

    [Fact]
    public void A_dependent_that_rightly_waits_is_left_alone()
    {
        Assert.False(CouldGoOn(Blocked("crds", "more"), Blocked("apps", "crds")));
        Assert.False(CouldGoOn(Kustomization("crds").With("metadata/generation", 2), Blocked("apps", "crds")));
    }

    // Flux itself does not let a dependent go on before the dependency is at the revision of their common source.
    [Fact]
    public void A_dependency_at_an_older_revision_is_not_ready_for_its_dependent() => Assert.False(CouldGoOn(Kustomization("crds", applied: Old), Blocked("apps", "crds")));

    [Fact]
    public void What_is_behind_its_source_could_go_on() => Assert.True(CouldGoOn(Kustomization("apps", applied: Old)));

    [Fact]
    public void What_failed_by_itself_is_left_to_its_controller() =>
        Assert.False(CouldGoOn(Kustomization("apps", null, Old, Condition("Ready", "False", "BuildFailed", "no such file"))));

    [Fact]
    public void What_missed_that_its_source_came_could_go_on() =>
        Assert.True(CouldGoOn(Kustomization("apps", null, null, Condition("Ready", "False", "ArtifactFailed", "Source artifact not found, retrying in 30s"))));

    [Fact]
    public void What_is_being_reconciled_is_left_alone() =>
        Assert.False(CouldGoOn(Kustomization("apps", null, Old, Condition("Ready", "Unknown", "Progressing"), Condition("Reconciling", "True", "Progressing"))));

    [Fact]
    public void It_is_nudged_only_after_it_sat_long_enough_and_then_only_once_in_that_time()
    {
        FakeTimeProvider time = new();
        FluxNudges nudges = new(TimeSpan.FromSeconds(45), time);
        FluxState state = State(Source(), Kustomization("crds"), Blocked("apps", "crds"));
        FluxJudge judge = new(state, _ => null);
        FluxJudgement[] all = [judge.Judge(Key("crds")), judge.Judge(Key("apps"))];

        Assert.Equal("nobody, again in 45 s", Find());
        time.Advance(TimeSpan.FromSeconds(44));
        Assert.Equal("nobody, again in 1 s", Find());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("apps, again in 45 s", Find());
        Assert.Equal("nobody, again in 45 s", Find());

        string Find()
        {
            (IReadOnlyList<FluxKey> due, TimeSpan? again) = nudges.Find(state, judge, all);
            return $"{(due.Count == 0 ? "nobody" : string.Join(' ', due.Select(k => k.Name)))}, again in {again?.TotalSeconds} s";
        }
    }

    private static bool CouldGoOn(params System.Text.Json.Nodes.JsonObject[] objects)
    {
        FluxState state = State([Source(), .. objects]);
        FluxJudge judge = new(state, _ => null);
        return FluxNudges.CouldGoOn(state, judge, judge.Judge(Key(objects[^1]["metadata"]!["name"]!.ToString())));
    }
}
