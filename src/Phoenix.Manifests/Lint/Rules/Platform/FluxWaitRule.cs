using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>A dependency that is ready too early.</summary>
internal sealed class FluxWaitRule : LintRule
{
    public override string Id => "flux-operator-without-wait";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "Others depend on a Flux Kustomization with a HelmRelease, and it waits for nothing.";

    public override string Why => "It counts as ready when the HelmRelease was applied, not when the operator runs: in a new cluster what depends on it fails at first, and comes an interval later.";

    public override string Remedy => "Set wait: true, or healthChecks for the HelmRelease.";

    public override string Source => "https://fluxcd.io/flux/components/kustomize/kustomizations/#wait";

    public override LintExample Bad { get; } = FluxExamples.Tree(FluxExamples.Two.With("  wait: true\n", ""));

    public override LintExample Good { get; } = FluxExamples.Tree(FluxExamples.Two);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Manifest one in FluxObjects.Kustomizations(set).Where(k => k.Root.Flag("spec", "wait") != true && k.Items("spec", "healthChecks").Count == 0))
        {
            Manifest? release = FluxObjects.Releases(set).FirstOrDefault(r => r.AppliedBy is not null && r.AppliedBy == FluxObjects.Path(one) && Operators.Of(r).Count > 0);
            Manifest? waiting = release is null ? null : FluxObjects.Kustomizations(set).FirstOrDefault(k => FluxObjects.Needs(k).Any(n => n.Name.Text == one.Name && (n.Namespace is null || one.Namespace is null || n.Namespace == one.Namespace)));
            if (waiting is not null)
            {
                yield return Found(one.Place, $"{one.Title} is ready before {release!.Title} runs, and {waiting.Title} goes on too early") with { Related = [release.Place] };
            }
        }
    }
}
