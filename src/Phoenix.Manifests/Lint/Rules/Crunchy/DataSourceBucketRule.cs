namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A restore from another bucket.</summary>
internal sealed class DataSourceBucketRule : LintRule
{
    public override string Id => "data-source-bucket";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A new cluster is restored from another bucket, container or kind of storage than the one that backups go to.";

    public override string Why => "A bucket without the stanza ends in [055] and [075], exactly like a wrong path; one with an older copy of it brings back the state of that day, and all that was archived since is not in the reborn database.";

    public override string Remedy => "Name one bucket in spec.dataSource.pgbackrest.repo and in spec.backups.pgbackrest.repos.";

    public override string Source => "Reproduced with pgBackRest 2.45; https://access.crunchydata.com/documentation/postgres-operator/latest/tutorials/backups-disaster-recovery/disaster-recovery";

    public override LintExample Bad { get; } = CrunchyExamples.First("bucket: castle-backups", "bucket: castle-backup");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach ((PgoRepository origin, PgoRepository backups) in PgoDifference.Pairs(set))
        {
            string title = origin.Side.Cluster.Title;
            if (origin.Storage != backups.Storage)
            {
                yield return Found(origin.Place, $"{title} is restored from {origin.Storage ?? "no storage at all"}, but backs up to {backups.Storage}") with { Related = [backups.Place] };
            }
            else if (origin.Bucket is PgoSetting from && backups.Bucket is PgoSetting to && PgoDifference.Of(from.Text, to.Text, from.Place, to.Place) is PgoDifference found)
            {
                yield return Found(found.Place, $"{title} is restored from the bucket '{found.Source}', but backs up to '{found.Backups}'") with { Related = [found.Other] };
            }
        }
    }
}
