using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A repository without regular full backups.</summary>
internal sealed class ScheduleMissingRule : LintRule
{
    public override string Id => "backup-schedule-missing";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "No schedule makes full backups of an external repository.";

    public override string Why =>
        "The operator makes one backup when the cluster is born and none after it: a rebirth then replays all WAL since, in one process, for hours or days, and one damaged segment in it ends the recovery there. Differential and incremental backups hang on that one full backup.";

    public override string Remedy => "Set schedules.full (and differential or incremental between them) in spec.backups.pgbackrest.repos.";

    public override string Source => "https://access.crunchydata.com/documentation/postgres-operator/latest/tutorials/backups-disaster-recovery/backup-management";

    public override LintExample Bad { get; } = CrunchyExamples.First("          schedules: { full: \"0 1 * * 0\", differential: \"0 1 * * 1-6\" }\n", "");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoCluster cluster in PgoCluster.In(set).Where(c => c.Backups is not null))
        {
            PgoRepository[] external = [.. cluster.Backups!.Repositories.Where(r => r.IsExternal)];

            // One repository with full backups is enough: the others may be copies, or by hand.
            if (external.Length == 0 || external.Any(r => r.Node.Scalar("schedules", "full") is not null) || external.Any(r => r.Bucket is PgoSetting bucket && bucket.Text.Contains('<', StringComparison.Ordinal)))
            {
                continue;
            }

            PgoRepository first = external[0];
            string what = first.Node.Mapping("schedules") is null ? "no schedule" : "no schedule of full backups";
            yield return Found(first.Place, $"{first.Name} of {cluster.Manifest.Title} has {what}: after the first backup there is never another full one");
        }
    }
}
