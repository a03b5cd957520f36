using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>A health check of something that never comes.</summary>
internal sealed class FluxHealthCheckRule : LintRule
{
    // Kinds that only a manifest makes; a Deployment may come out of a chart.
    private static readonly string[] Kinds = ["HelmRelease", "HelmRepository", "GitRepository", "OCIRepository", "PostgresCluster", "ExternalSecret", "ClusterSecretStore"];

    public override string Id => "flux-health-check-missing";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A health check of a Flux Kustomization names an object that no manifest declares.";

    public override string Why => "The Kustomization is never ready: each attempt ends with 'health check failed' after its timeout, and what depends on it waits for ever.";

    public override string Remedy => "Correct kind, name or namespace, or use wait: true for all that the Kustomization applies.";

    public override string Source => "https://fluxcd.io/flux/components/kustomize/kustomizations/#health-checks";

    public override LintExample Bad { get; } = FluxExamples.Tree(FluxExamples.Two.With("  wait: true\n", Checks("cert-manger")));

    public override LintExample Good { get; } = FluxExamples.Tree(FluxExamples.Two.With("  wait: true\n", Checks("cert-manager")));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        if (!set.SeesAll)
        {
            yield break;
        }

        // With wait: true they are not looked at.
        foreach (Manifest one in FluxObjects.Kustomizations(set).Where(k => k.Root.Flag("spec", "wait") != true))
        {
            foreach (YamlValue check in one.Items("spec", "healthChecks"))
            {
                if (check.Text("kind") is string kind && Kinds.Contains(kind) && check.Scalar("name") is YamlScalar name && !YamlLookup.IsOpen(name.Text)
                    && !set.Named(kind, check.Text("namespace") ?? one.Namespace, name.Text).Any() && !set.OfKind(kind).Any(m => YamlLookup.IsOpen(m.Name)))
                {
                    string hint = NearestName.Of(name.Text, set.OfKind(kind).Select(m => m.Name).Distinct()) is string near && near != name.Text ? $"; did you mean '{near}'?" : "";
                    yield return Found(one.At(name), $"{one.Title} waits for {kind} '{name.Text}', which no manifest declares{hint}");
                }
            }
        }
    }

    private static string Checks(string name) =>
        $"  healthChecks:\n    - apiVersion: helm.toolkit.fluxcd.io/v2\n      kind: HelmRelease\n      name: {name}\n      namespace: cert-manager\n";
}
