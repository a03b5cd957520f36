namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>An option that the backups need to reach the repository and the restore lacks.</summary>
internal sealed class DataSourceConnectionRule : LintRule
{
    // Those that decide whether the storage can be reached at all.
    private static readonly string[] Options =
    [
        "storage-verify-tls", "s3-verify-tls", "storage-ca-file", "storage-ca-path", "storage-host", "storage-port", "s3-key-type", "s3-role", "gcs-key-type", "gcs-endpoint", "azure-key-type", "azure-endpoint",
    ];

    public override string Id => "data-source-connection";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "An option that backups use to reach the repository is not set for the restore.";

    public override string Why => "The dataSource inherits nothing from backups: without it the restore cannot connect (TLS, port) or has no right to read, and ends in [075].";

    public override string Remedy => "Repeat the option in spec.dataSource.pgbackrest.global.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/controller/postgrescluster/pgbackrest.go (createRestoreConfig); https://pgbackrest.org/configuration.html#section-repository";

    public override LintExample Bad { get; } = CrunchyExamples.Last("repo1-path: /castle/repo1", "repo1-path: /castle/repo1\n        repo1-storage-ca-file: /etc/pgbackrest/conf.d/ca.crt");

    public override LintExample Good { get; } = CrunchyExamples.Each("repo1-path: /castle/repo1", "repo1-path: /castle/repo1\n        repo1-storage-ca-file: /etc/pgbackrest/conf.d/ca.crt");

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach ((PgoRepository origin, PgoRepository backups) in PgoDifference.Pairs(set))
        {
            foreach (string option in Options)
            {
                if (origin.Storage == backups.Storage && PgoDifference.Of(origin, backups, option, _ => "") is { IsMissing: true } found)
                {
                    yield return Found(found.Place, $"{origin.Side.Cluster.Title} backs up with {backups.Name}-{option}, but is restored without it") with { Related = [found.Other] };
                }
            }
        }
    }
}
