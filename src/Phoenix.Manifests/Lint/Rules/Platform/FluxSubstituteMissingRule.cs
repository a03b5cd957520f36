using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>Variables from an object that nobody makes.</summary>
internal sealed class FluxSubstituteMissingRule : LintRule
{
    public override string Id => "flux-substitute-missing";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A Flux Kustomization takes variables from a ConfigMap or Secret that no manifest declares.";

    public override string Why => "Without that object Flux applies nothing at all of the Kustomization. What was once made by hand is not there at a rebirth.";

    public override string Remedy => "Declare it, or have a layer of the stack make it before Flux starts; 'optional: true' where the manifests can do without.";

    public override string Source => "https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution";

    public override LintExample Bad { get; } = FluxExamples.Tree(FluxExamples.Two.With("  path: ./configs\n", "  path: ./configs\n  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: castle\n"));

    public override LintExample Good { get; } = FluxExamples.Tree(FluxExamples.Two.With("  path: ./configs\n", "  path: ./configs\n  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: castle\n        optional: true\n"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        if (!set.SeesAll)
        {
            yield break;
        }

        foreach (Manifest one in FluxObjects.Kustomizations(set))
        {
            foreach (YamlValue source in one.Items("spec", "postBuild", "substituteFrom"))
            {
                if (source.Text("kind") is "ConfigMap" or "Secret" && source.Scalar("name") is YamlScalar name && !YamlLookup.IsOpen(name.Text)
                    && source.Flag("optional") != true && !IsMade(set, source.Text("kind")!, one.Namespace, name.Text))
                {
                    yield return Found(one.At(name), $"{one.Title} takes variables from {source.Text("kind")} '{name.Text}', which no manifest declares");
                }
            }
        }
    }

    private static bool IsMade(LintSet set, string kind, string? space, string name) =>
        set.Named(kind, space, name).Any()
        || (kind == "Secret" && (set.Named("SealedSecret", space, name).Any() || set.Named("SopsSecret", space, name).Any()
            || set.OfKind("ExternalSecret").Concat(set.OfKind("ClusterExternalSecret")).Any(e => (e.Text("spec", "target", "name") ?? e.Text("spec", "externalSecretSpec", "target", "name") ?? e.Text("spec", "externalSecretName") ?? e.Name) == name)));
}
