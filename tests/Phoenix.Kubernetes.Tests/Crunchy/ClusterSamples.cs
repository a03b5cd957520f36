using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Crunchy;
using Phoenix.Ports;

namespace Phoenix.Kubernetes.Tests.Crunchy;

/// <summary>PostgresClusters as manifests write them.</summary>
internal static class ClusterSamples
{
    public static RepositoryLocation Repository { get; } = new("s3.eu-central-1.amazonaws.com:443", "tazlab-longhorn", "eu-central-1", "/pgbackrest/repo1", "db");

    /// <summary>An open cluster on that repository, changed as the test wants it.</summary>
    public static KubeObject Object(Action<JsonObject>? change = null)
    {
        JsonObject cluster = JsonNode.Parse(
            """
            {
              "apiVersion": "postgres-operator.crunchydata.com/v1beta1",
              "kind": "PostgresCluster",
              "metadata": { "name": "tazlab", "namespace": "tazlab-db" },
              "spec": {
                "postgresVersion": 16,
                "users": [ { "name": "postgres" }, { "name": "app" } ],
                "instances": [ { "name": "instance1" } ],
                "backups": { "pgbackrest": {
                  "global": { "repo1-path": "/pgbackrest/repo1", "repo1-retention-full": "7" },
                  "repos": [ { "name": "repo1", "s3": { "bucket": "tazlab-longhorn", "endpoint": "s3.eu-central-1.amazonaws.com", "region": "eu-central-1" } } ]
                } }
              }
            }
            """)!.AsObject();
        change?.Invoke(cluster);
        return new KubeObject(cluster);
    }

    /// <summary>The same, held as a standby.</summary>
    public static KubeObject Held(Action<JsonObject>? change = null) => Object(c =>
    {
        Spec(c)["standby"] = new JsonObject { ["enabled"] = true, ["repoName"] = "repo1" };
        change?.Invoke(c);
    });

    public static PostgresClusterView View(Action<JsonObject>? change = null) => new(Object(change));

    public static JsonObject Spec(JsonObject cluster) => cluster["spec"]!.AsObject();

    public static JsonObject PgBackRest(JsonObject cluster) => Spec(cluster)["backups"]!["pgbackrest"]!.AsObject();
}
