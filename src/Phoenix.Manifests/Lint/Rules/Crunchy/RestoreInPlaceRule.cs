using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A restore in place that was left in the manifests.</summary>
internal sealed class RestoreInPlaceRule : LintRule
{
    public override string Id => "restore-in-place-left";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A request for a restore in place was left in the manifests.";

    public override string Why =>
        "A newborn cluster has not answered it yet, so the operator follows it before dataSource: with the old options (a target in time) every rebirth goes back to that day, and what was archived since is not in the database.";

    public override string Remedy => "When a restore in place is done, set spec.backups.pgbackrest.restore.enabled to false and remove the annotation.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/controller/postgrescluster/cluster.go (restoreInPlaceRequested)";

    public override LintExample Bad { get; } = CrunchyExamples.First("  namespace: castle-db\n", "  namespace: castle-db\n  annotations: { postgres-operator.crunchydata.com/pgbackrest-restore: after-the-flood }\n")
        .Changed("      repos:\n", "      restore: { enabled: true, repoName: repo1, options: [--type=time, '--target=\"2026-02-10 14:55:00+00\"'] }\n      repos:\n");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoCluster cluster in PgoCluster.In(set).Where(c => c.IsRestoredInPlace))
        {
            Manifest manifest = cluster.Manifest;
            YamlScalar asked = cluster.InPlaceRequest!;
            yield return Found(manifest.At(asked), $"{manifest.Title} is restored in place at its rebirth (request '{asked.Text}'): that beats dataSource")
                with { Related = [manifest.Near("spec", "backups", "pgbackrest", "restore", "enabled")] };
        }
    }
}
