using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Crunchy;
using Xunit;
using static Phoenix.Kubernetes.Tests.Crunchy.ClusterSamples;

namespace Phoenix.Kubernetes.Tests.Crunchy;

/// <summary>What keeps a PostgresCluster from coming back from its repository: each is found.</summary>
public sealed class RebirthHazardsTests
{
    public static TheoryData<string, string> Hazards => new()
    {
        { """{ "spec": { "standby": null } }""", "initdb" },
        { """{ "spec": { "standby": { "enabled": false } } }""", "initdb" },
        { """{ "spec": { "standby": { "repoName": "repo2" } } }""", "repoName is 'repo2'" },
        { """{ "spec": { "standby": { "repoName": null } } }""", "repoName is 'not set'" },
        { """{ "spec": { "standby": { "host": "old.example" } } }""", "spec.standby.host" },
        { """{ "spec": { "dataSource": { "pgbackrest": { "stanza": "db" } } } }""", "torn down and restored over" },
        { """{ "spec": { "dataSource": { "postgresCluster": { "clusterName": "old" } } } }""", "spec.dataSource" },
        { """{ "spec": { "shutdown": true } }""", "spec.shutdown" },
        { """{ "spec": { "paused": true } }""", "spec.paused" },
        { """{ "spec": { "backups": { "pgbackrest": { "global": { "repo1-path": "/pgbackrest/other" } } } } }""", "/pgbackrest/other" },
        { """{ "spec": { "backups": { "pgbackrest": { "repos": [ { "name": "repo1", "s3": { "bucket": "other", "endpoint": "s3.eu-central-1.amazonaws.com", "region": "eu-central-1" } } ] } } } }""", "other/pgbackrest/repo1" },
        { """{ "spec": { "backups": { "pgbackrest": { "repos": [ { "name": "repo1", "s3": { "bucket": "tazlab-longhorn", "endpoint": "minio", "region": "eu-central-1" } } ] } } } }""", "minio" },
        { """{ "spec": { "backups": { "pgbackrest": { "repos": [ { "name": "repo1", "volume": {} } ] } } } }""", "no repo1 in S3" },
        {
            """{ "metadata": { "annotations": { "postgres-operator.crunchydata.com/pgbackrest-restore": "id1" } }, "spec": { "backups": { "pgbackrest": { "restore": { "enabled": true, "repoName": "repo1" } } } } }""",
            "in-place restore"
        },
    };

    [Fact]
    public void A_sound_standby_has_none() => Assert.Empty(Of("{}"));

    [Theory]
    [MemberData(nameof(Hazards))]
    public void Each_is_found(string change, string words) => Assert.Contains(words, Assert.Single(Of(change)), StringComparison.Ordinal);

    [Fact]
    public void An_in_place_restore_that_is_over_is_none() =>
        Assert.Empty(Of("""{ "metadata": { "annotations": { "postgres-operator.crunchydata.com/pgbackrest-restore": "id1" } }, "spec": { "backups": { "pgbackrest": { "restore": { "enabled": false, "repoName": "repo1" } } } } }"""));

    private static IReadOnlyList<string> Of(string change) =>
        RebirthHazards.OfStandby(new PostgresClusterView(Held(c => Merge(c, JsonNode.Parse(change)!.AsObject()))), "repo1", Repository);

    private static void Merge(JsonObject into, JsonObject change)
    {
        foreach ((string key, JsonNode? value) in change)
        {
            if (value is null)
            {
                into.Remove(key);
            }
            else if (value is JsonObject deeper && into[key] is JsonObject inner)
            {
                Merge(inner, deeper);
            }
            else
            {
                into[key] = value.DeepClone();
            }
        }
    }
}
