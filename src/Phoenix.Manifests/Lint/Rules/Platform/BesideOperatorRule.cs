namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>A custom resource and its operator in one Kustomization.</summary>
internal sealed class BesideOperatorRule : LintRule
{
    public override string Id => "custom-resource-beside-operator";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "One Flux Kustomization holds a custom resource and the HelmRelease that brings its definition.";

    public override string Why => "Flux tries the whole of it on the API server first. In a new cluster the resource's kind is not known yet ('no matches for kind'), so nothing is applied, the operator neither: it never comes. In an old cluster it works.";

    public override string Remedy => "Put the custom resources into a Kustomization of their own with dependsOn on the operator's, which has wait: true.";

    public override string Source => "https://fluxcd.io/flux/components/kustomize/kustomizations/#dependencies ('the CRDs and the related controller must exist')";

    public override LintExample Bad { get; } = FluxExamples.Tree(FluxExamples.Two, FluxExamples.Operator + "---\n" + FluxExamples.Resource);

    public override LintExample Good { get; } = FluxExamples.Tree(FluxExamples.Two);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Manifest release in FluxObjects.Releases(set).Where(r => r.AppliedBy is not null))
        {
            IReadOnlyList<string> groups = Operators.Of(release);
            foreach (Manifest resource in set.Manifests.Where(m => groups.Contains(m.Group) && m.AppliedBy == release.AppliedBy && !IsDefined(set, m)))
            {
                yield return Found(resource.Place, $"{resource.Title} stands in the same Flux Kustomization as {release.Title}, which brings its kind") with { Related = [release.Place] };
            }
        }
    }

    // Flux applies definitions that stand beside before anything else.
    private static bool IsDefined(LintSet set, Manifest resource) =>
        set.OfKind("CustomResourceDefinition").Any(d => d.Text("spec", "group") == resource.Group && d.Text("spec", "names", "kind") == resource.Kind);
}
