namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>The empty takeover: a cluster that archives to a repository and would not be restored from it.</summary>
internal sealed class DataSourceMissingRule : LintRule
{
    public override string Id => "data-source-missing";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The cluster archives to a repository that outlives a wipe, but nothing restores it from there.";

    public override string Why =>
        "Created again after a wipe it is initialised empty; the operator runs stanza-create or stanza-upgrade, the empty database takes the repository over and its backup becomes the latest: the next default restore brings back nothing. "
        + "With a short retention its first backup makes expire delete the old one and all of its WAL.";

    public override string Remedy =>
        "Add spec.dataSource.pgbackrest with the same repository, path and credentials as spec.backups.pgbackrest, and leave it there: it is read only while the cluster has no data. The very first cluster needs an empty repository and no dataSource: "
        + "suppress this rule for that time.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/controller/postgrescluster/cluster.go (reconcileDataSource); reproduced with PostgreSQL 15 and pgBackRest 2.45";

    public override LintExample Bad { get; } = CrunchyExamples.First(SourceOf(CrunchyExamples.Restored), "");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoCluster cluster in PgoCluster.In(set))
        {
            Manifest manifest = cluster.Manifest;
            if (manifest.Mapping("spec", "dataSource") is not null || cluster.IsStandby || cluster.IsRestoredInPlace)
            {
                continue;
            }

            // A bucket that is still to be filled in is the operator's example, not a repository; one that is a variable is one.
            PgoRepository? repository = cluster.Backups?.Repositories.FirstOrDefault(r => r is { IsExternal: true, Bucket: PgoSetting bucket } && !bucket.Text.Contains('<', StringComparison.Ordinal));
            if (repository is not null)
            {
                yield return Found(manifest.Place, $"{manifest.Title} archives to {repository.Name} in the bucket '{repository.Bucket!.Text}', but has no dataSource: created again it starts empty and takes the repository over")
                    with { Related = [repository.Place] };
            }
        }
    }

    private static string SourceOf(string text) => text[text.IndexOf("  dataSource:", StringComparison.Ordinal)..text.IndexOf("  backups:", StringComparison.Ordinal)];
}
