using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>A repository that is wiped with the cluster.</summary>
internal sealed class RepositoryVolumeRule : LintRule
{
    public override string Id => "repository-on-volume";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "All repositories of a database lie on volumes of its own Kubernetes cluster.";

    public override string Why => "Whoever destroys the cluster destroys its backups with it: there is nothing to be reborn from. The claims are deleted with the PostgresCluster, too, and with reclaimPolicy Delete the data with them.";

    public override string Remedy => "Add a repository in S3, GCS or Azure, and restore from that.";

    public override string Source => "https://access.crunchydata.com/documentation/postgres-operator/latest/tutorials/backups-disaster-recovery/backups (repos.volume)";

    public override LintExample Bad { get; } = LintExample.Yaml(Example());

    public override LintExample Good { get; } = LintExample.Yaml(PgBackRest.Examples.Cluster);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Manifest cluster in set.OfKind("PostgresCluster", "postgres-operator.crunchydata.com"))
        {
            IReadOnlyList<YamlValue> repositories = cluster.Items("spec", "backups", "pgbackrest", "repos");
            if (repositories.Count > 0 && repositories.All(r => r.Find("volume") is not null))
            {
                yield return Found(cluster.Near("spec", "backups", "pgbackrest", "repos"), $"the backups of {cluster.Title} lie in the cluster that is wiped");
            }
        }
    }

    private static string Example() => """
        apiVersion: postgres-operator.crunchydata.com/v1beta1
        kind: PostgresCluster
        metadata:
          name: db
          namespace: db
        spec:
          postgresVersion: 16
          instances:
            - name: instance
              replicas: 2
              dataVolumeClaimSpec:
                accessModes: [ReadWriteOnce]
                resources:
                  requests:
                    storage: 5Gi
          backups:
            pgbackrest:
              global:
                repo1-retention-full: "14"
                repo1-retention-full-type: time
              repos:
                - name: repo1
                  schedules:
                    full: "0 1 * * 0"
                  volume:
                    volumeClaimSpec:
                      accessModes: [ReadWriteOnce]
                      resources:
                        requests:
                          storage: 5Gi

        """;
}
