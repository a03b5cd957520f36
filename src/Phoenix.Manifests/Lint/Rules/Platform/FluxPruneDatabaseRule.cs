using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>A database that Flux may delete.</summary>
internal sealed class FluxPruneDatabaseRule : LintRule
{
    private const string Key = "kustomize.toolkit.fluxcd.io/prune";

    public override string Id => "flux-prunes-database";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A Flux Kustomization with prune: true holds a database cluster that is not kept from it.";

    public override string Why => "A renamed file, a moved folder or a deleted Kustomization makes Flux delete the cluster; the operator then deletes its volumes, and all that was not archived yet is gone.";

    public override string Remedy => "Give the cluster the annotation kustomize.toolkit.fluxcd.io/prune: disabled, or its Kustomization prune: false. A wipe does not go through Flux.";

    public override string Source => "https://fluxcd.io/flux/components/kustomize/kustomizations/#prune";

    public override LintExample Bad { get; } = new([("clusters/castle/flux.yaml", FluxExamples.Two), ("controllers/operator.yaml", FluxExamples.Operator), ("configs/database.yaml", PgBackRest.Examples.Cluster)]);

    public override LintExample Good { get; } = new(
    [
        ("clusters/castle/flux.yaml", FluxExamples.Two),
        ("controllers/operator.yaml", FluxExamples.Operator),
        ("configs/database.yaml", PgBackRest.Examples.Cluster.With("  name: db\n  namespace: db\nspec:\n  postgresVersion", "  name: db\n  namespace: db\n  annotations:\n    kustomize.toolkit.fluxcd.io/prune: disabled\nspec:\n  postgresVersion")),
    ]);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Manifest cluster in set.OfKind("PostgresCluster").Concat(set.OfKind("Cluster", "postgresql.cnpg.io")).Where(c => c.AppliedBy is not null))
        {
            bool kept = cluster.Text("metadata", "annotations", Key) == "disabled" || cluster.Text("metadata", "labels", Key) == "disabled";
            if (!kept && FluxObjects.Kustomizations(set).FirstOrDefault(k => FluxObjects.Path(k) == cluster.AppliedBy) is Manifest owner && owner.Root.Flag("spec", "prune") == true)
            {
                yield return Found(cluster.Place, $"{cluster.Title} is deleted, with its volumes, when Flux's {owner.Title} no longer finds it") with { Related = [owner.Near("spec", "prune")] };
            }
        }
    }
}
