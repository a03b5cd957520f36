using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>A suspended object in Git.</summary>
internal sealed class FluxSuspendedRule : LintRule
{
    public override string Id => "flux-suspended";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A Flux Kustomization or HelmRelease is suspended in its manifest.";

    public override string Why => "In a new cluster it is never applied: what it holds does not come back, and what depends on it waits for ever.";

    public override string Remedy => "Remove 'suspend: true' from the manifest; suspend with 'flux suspend' where it is meant for a while.";

    public override string Source => "https://fluxcd.io/flux/components/kustomize/kustomizations/#suspend";

    public override LintExample Bad { get; } = FluxExamples.Tree(FluxExamples.Two.With("  wait: true\n", "  wait: true\n  suspend: true\n"));

    public override LintExample Good { get; } = FluxExamples.Tree(FluxExamples.Two.With("  wait: true\n", "  wait: true\n  suspend: false\n"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Manifest one in FluxObjects.All(set).Where(o => o.Root.Flag("spec", "suspend") == true))
        {
            Manifest? waiting = FluxObjects.All(set).FirstOrDefault(o => o.Kind == one.Kind && FluxObjects.Needs(o).Any(n => n.Name.Text == one.Name && (n.Namespace is null || one.Namespace is null || n.Namespace == one.Namespace)));
            string consequence = waiting is null ? "a new cluster does not get what it holds" : $"in a new cluster {waiting.Title} waits for it for ever";
            yield return Found(one.Near("spec", "suspend"), $"{one.Title} is suspended: {consequence}") with { Severity = waiting is null ? LintSeverity.Warning : LintSeverity.Error };
        }
    }
}
