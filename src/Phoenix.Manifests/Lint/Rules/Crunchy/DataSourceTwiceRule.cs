namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>Two sources, of which the operator takes one.</summary>
internal sealed class DataSourceTwiceRule : LintRule
{
    public override string Id => "data-source-twice";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The dataSource names another PostgresCluster and a repository.";

    public override string Why => "The operator follows postgresCluster and passes over pgbackrest without a word: where that cluster is gone with the wipe, nothing is restored; where it is there, the wrong data is.";

    public override string Remedy => "Keep the one that is meant; for a rebirth that is pgbackrest.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/controller/postgrescluster/cluster.go (reconcileDataSource)";

    public override LintExample Bad { get; } = CrunchyExamples.First("  dataSource:\n", "  dataSource:\n    postgresCluster: { clusterName: castle, repoName: repo1 }\n");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from cluster in PgoCluster.In(set)
        where cluster.SourceCluster is not null && cluster.Manifest.Mapping("spec", "dataSource", "pgbackrest") is not null
        select Found(cluster.Manifest.Near("spec", "dataSource", "pgbackrest"), $"{cluster.Manifest.Title} names both dataSource.postgresCluster and dataSource.pgbackrest: the operator ignores pgbackrest")
            with { Related = [cluster.Manifest.Near("spec", "dataSource", "postgresCluster")] };
}
