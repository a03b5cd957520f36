using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>A dependency that is nowhere.</summary>
internal sealed class FluxDependencyMissingRule : LintRule
{
    public override string Id => "flux-dependency-missing";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A Flux Kustomization or HelmRelease depends on one that no manifest declares.";

    public override string Why => "Flux waits for it for ever ('dependency not found'), and whatever it would have applied, the database among it, never comes.";

    public override string Remedy => "Correct the name or the namespace; without a namespace that of the object itself counts.";

    public override string Source => "https://fluxcd.io/flux/components/kustomize/kustomizations/#dependencies";

    public override LintExample Bad { get; } = FluxExamples.Tree(FluxExamples.Two.With("- name: controllers", "- name: controler"));

    public override LintExample Good { get; } = FluxExamples.Tree(FluxExamples.Two);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        if (!set.SeesAll)
        {
            yield break;
        }

        foreach (Manifest one in FluxObjects.All(set))
        {
            foreach ((YamlScalar name, string? space) in FluxObjects.Needs(one))
            {
                Manifest[] kin = [.. FluxObjects.All(set).Where(o => o.Kind == one.Kind)];
                if (kin.Any(k => k.Name == name.Text && (k.Namespace is null || space is null || k.Namespace == space)) || kin.Any(k => YamlLookup.IsOpen(k.Name)))
                {
                    continue;
                }

                string elsewhere = kin.FirstOrDefault(k => k.Name == name.Text) is Manifest other ? $"; there is one in namespace '{other.Namespace}'"
                    : NearestName.Of(name.Text, kin.Select(k => k.Name).Distinct()) is string near ? $"; did you mean '{near}'?" : "";
                yield return Found(one.At(name), $"{one.Title} depends on {one.Kind} '{name.Text}', which no manifest declares{elsewhere}");
            }
        }
    }
}
