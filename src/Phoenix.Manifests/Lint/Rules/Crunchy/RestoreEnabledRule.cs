using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>Restores in place that are allowed all the time.</summary>
internal sealed class RestoreEnabledRule : LintRule
{
    public override string Id => "restore-in-place-enabled";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "Restores in place are enabled though none is asked for.";

    public override string Why => "One annotation, or one that a backup tool puts back with the object, then stops the database and overwrites it with an older state.";

    public override string Remedy => "Set spec.backups.pgbackrest.restore.enabled to true for the time of a restore only.";

    public override string Source => "https://access.crunchydata.com/documentation/postgres-operator/latest/tutorials/backups-disaster-recovery/disaster-recovery";

    public override LintExample Bad { get; } = CrunchyExamples.First("      repos:\n", "      restore: { enabled: true, repoName: repo1 }\n      repos:\n");

    public override LintExample Good { get; } = CrunchyExamples.First("      repos:\n", "      restore: { enabled: false, repoName: repo1 }\n      repos:\n");

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoCluster cluster in PgoCluster.In(set))
        {
            if (cluster is { IsRestoredInPlace: false, Backups.Node: var node } && node.Flag("restore", "enabled") == true)
            {
                Manifest manifest = cluster.Manifest;
                yield return Found(manifest.Near("spec", "backups", "pgbackrest", "restore", "enabled"), $"{manifest.Title} lets itself be restored in place by one annotation", manifest.Replace(node.Scalar("restore", "enabled")!, "false"));
            }
        }
    }
}
