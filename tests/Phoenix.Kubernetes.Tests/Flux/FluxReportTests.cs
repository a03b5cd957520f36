using Phoenix.Errors;
using Phoenix.Kubernetes.Flux;
using Xunit;
using static Phoenix.Kubernetes.Tests.Flux.FluxSamples;

namespace Phoenix.Kubernetes.Tests.Flux;

public sealed class FluxReportTests
{
    private static readonly System.Text.Json.Nodes.JsonObject Failing = Kustomization("crds", null, Old, Condition("Ready", "False", "BuildFailed", "kustomize build failed"));

    [Fact]
    public void Each_comes_after_what_it_depends_on()
    {
        FluxState state = State(Source(), Kustomization("a", ["b"]), Kustomization("b", ["c"]), Kustomization("c"), Kustomization("d", ["a", "c"]));
        Assert.Equal(["c", "b", "a", "d"], FluxOrder.Of(state, state.Appliers.Select(a => a.Key)).Select(k => k.Name));
    }

    [Fact]
    public void What_is_depended_on_is_waited_for_though_it_was_not_named()
    {
        FluxState state = State(Source(), Kustomization("apps", ["crds"]), Failing.DeepClone().AsObject());
        FluxReport report = FluxReport.Of(state, FluxOrder.Of(state, [Key("apps")]), new FluxJudge(state, _ => null));
        Assert.Equal(Key("crds"), report.First!.Key);
    }

    [Fact]
    public void A_circle_is_an_error_that_names_it()
    {
        FluxState state = State(Source(), Kustomization("a", ["b"]), Kustomization("b", ["a"]));
        PhoenixException error = Assert.Throws<PhoenixException>(() => FluxOrder.Of(state, state.Appliers.Select(a => a.Key)));
        Assert.Contains("flux-system/a -> flux-system/b -> flux-system/a", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_that_fails_is_shown_and_not_what_waits_for_it()
    {
        FluxReport report = Report(Blocked("apps", "instances"), Blocked("instances", "crds"), Failing.DeepClone().AsObject());
        Assert.Equal(Key("crds"), report.First!.Key);
        Assert.StartsWith("Kustomization flux-system/crds is failing: BuildFailed: kustomize build failed", report.Reason, StringComparison.Ordinal);
        Assert.Contains("not ready either: flux-system/instances, flux-system/apps", report.Reason, StringComparison.Ordinal);
        Assert.False(report.IsFinal);
    }

    [Fact]
    public void A_dependency_that_is_not_there_is_the_first()
    {
        FluxReport report = Report(Blocked("apps", "instances"));
        Assert.Equal("Kustomization flux-system/instances is not there; not ready either: flux-system/apps", report.Reason);
    }

    // The parent's message is only that something below it is not healthy.
    [Fact]
    public void What_a_parent_waits_for_is_shown_before_the_parent()
    {
        var child = Failing.DeepClone().AsObject().With("metadata/labels", new System.Text.Json.Nodes.JsonObject { [FluxKinds.OwnerName] = "all", [FluxKinds.OwnerNamespace] = "flux-system" });
        var parent = Kustomization("all", null, Old, Condition("Ready", "False", "HealthCheckFailed", "timeout waiting for Kustomization/crds")).With("spec/wait", true);
        Assert.Equal(Key("crds"), Report(parent, child).First!.Key);
    }

    [Fact]
    public void Stalled_is_shown_first_and_ends_the_wait()
    {
        var stalled = Kustomization("z", null, New, Condition("Ready", "False", "AccessDenied"), Condition("Stalled", "True", "AccessDenied", "refused"));
        FluxReport report = Report(Failing.DeepClone().AsObject(), stalled);
        Assert.Equal(Key("z"), report.First!.Key);
        Assert.True(report.IsFinal);
    }

    [Fact]
    public void Nothing_is_wrong_when_all_is_ready() => Assert.Null(Report(Kustomization("a"), Kustomization("b", ["a"])).Reason);

    private static FluxReport Report(params System.Text.Json.Nodes.JsonObject[] objects)
    {
        FluxState state = State([Source(), .. objects]);
        return FluxReport.Of(state, FluxOrder.Of(state, state.Appliers.Select(a => a.Key)), new FluxJudge(state, _ => null));
    }
}
