using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A source that is another cluster, or a repository of it, that is not there.</summary>
internal sealed class DataSourceClusterRule : LintRule
{
    public override string Id => "data-source-cluster";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The source dataSource.postgresCluster names a cluster or a repository that does not exist.";

    public override string Why => "The operator raises the event InvalidDataSource and then does nothing: no restore, no database, no error in the status. A wipe takes the named cluster away, too.";

    public override string Remedy => "Restore from the repository itself with dataSource.pgbackrest, which needs no other cluster; or name a repository that the named cluster has under spec.backups.pgbackrest.repos.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/controller/postgrescluster/pgbackrest.go (reconcilePostgresClusterDataSource)";

    public override LintExample Bad { get; } = Example("repo2");

    public override LintExample Good { get; } = Example("repo1");

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoCluster cluster in PgoCluster.In(set))
        {
            if (cluster.SourceCluster is not YamlMapping source)
            {
                continue;
            }

            Manifest manifest = cluster.Manifest;
            string name = source.Text("clusterName") ?? manifest.Name;
            string? space = source.Text("clusterNamespace") ?? manifest.Namespace;
            if (PgoSetting.IsUnknown(name) || PgoSetting.IsUnknown(space))
            {
                continue;
            }

            PgoCluster[] named = [.. PgoCluster.In(set).Where(c => c.Manifest.Name == name && (space is null || c.Manifest.Namespace is null || c.Manifest.Namespace == space))];
            if (named.Length == 0)
            {
                // It may be kept in another repository: less than an error.
                if (set.SeesAll)
                {
                    yield return Found(manifest.Near("spec", "dataSource", "postgresCluster", "clusterName"), $"{manifest.Title} is made from the cluster '{name}', which is not among the manifests: it must exist beside it, or nothing is restored")
                        with { Severity = LintSeverity.Warning };
                }

                continue;
            }

            if (source.Scalar("repoName") is YamlScalar repository && !PgoSetting.IsUnknown(repository.Text) && named.All(c => c.Backups is null || c.Backups.Repositories.All(r => r.Name != repository.Text && !PgoSetting.IsUnknown(r.Name))))
            {
                yield return Found(manifest.At(repository), $"{manifest.Title} is restored from '{repository.Text}' of the cluster '{name}', which has no repository of that name");
            }
        }
    }

    private static LintExample Example(string repository) => LintExample.Yaml($$"""
        apiVersion: postgres-operator.crunchydata.com/v1beta1
        kind: PostgresCluster
        metadata: { name: castle, namespace: castle-db }
        spec:
          postgresVersion: 17
          dataSource:
            postgresCluster: { clusterName: castle, repoName: {{repository}} }
          instances:
            - dataVolumeClaimSpec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 10Gi } } }
          backups:
            pgbackrest:
              global: { repo1-s3-key-type: auto, repo1-retention-full: "14", repo1-retention-full-type: time }
              repos:
                - name: repo1
                  schedules: { full: "0 1 * * 0" }
                  s3: { bucket: castle-backups, endpoint: s3.eu-central-1.amazonaws.com, region: eu-central-1 }

        """);
}
