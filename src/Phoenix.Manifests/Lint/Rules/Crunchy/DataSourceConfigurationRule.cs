namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A restore without credentials.</summary>
internal sealed class DataSourceConfigurationRule : LintRule
{
    public override string Id => "data-source-configuration";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The source dataSource.pgbackrest has no configuration and no credentials, and backups have none either.";

    public override string Why => "The restore Job mounts nothing but spec.dataSource.pgbackrest.configuration: without a key it ends in [037] restore command requires option: repo1-s3-key.";

    public override string Remedy => "Name the Secret with a *.conf of repoN-s3-key and repoN-s3-key-secret under configuration on both sides; or, where the nodes have a role, set repoN-s3-key-type to auto or web-id.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/pgbackrest/reconcile.go (AddConfigToRestorePod); [037] reproduced with pgBackRest 2.45";

    public override LintExample Bad { get; } = CrunchyExamples.Each("      configuration:\n        - secret: { name: castle-s3 }\n", "");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from cluster in PgoCluster.In(set)
        where cluster is { Source.Configuration.Count: 0 } && cluster.Backups is null or { Configuration.Count: 0 }
        let origin = cluster.Origin
        where origin is not null && Credentials.Needed(origin).Any(o => origin.Setting(o) is null)
        select Found(cluster.Manifest.Near("spec", "dataSource", "pgbackrest"), $"{cluster.Manifest.Title} is restored from {origin.Name} without configuration: the Job has no {origin.Name}-{Credentials.Needed(origin)[0]}");
}
