using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Crunchy;
using Xunit;
using static Phoenix.Kubernetes.Tests.Crunchy.ClusterSamples;

namespace Phoenix.Kubernetes.Tests.Crunchy;

/// <summary>What is read of a PostgresCluster.</summary>
public sealed class PostgresClusterViewTests
{
    [Fact]
    public void A_repository_is_found_in_the_form_of_the_stack_file() => Assert.Equal(Repository, View().FindLocation("repo1", Repository));

    [Fact]
    public void A_port_of_its_own_is_part_of_the_endpoint()
    {
        PostgresClusterView view = View(c =>
        {
            PgBackRest(c)["global"]!["repo1-storage-port"] = "9000";
            PgBackRest(c)["repos"]![0]!["s3"]!["endpoint"] = "localhost";
        });

        Assert.Equal("localhost:9000", view.FindLocation("repo1", Repository)?.Endpoint);
        Assert.Equal(Repository with { Endpoint = "localhost:9000" }, view.FindLocation("repo1", Repository with { Endpoint = "localhost:9000" }));
    }

    [Fact]
    public void A_repository_without_a_path_is_where_the_operator_puts_it()
    {
        PostgresClusterView view = View(c => PgBackRest(c).Remove("global"));

        Assert.Equal("/pgbackrest/repo1", view.FindLocation("repo1", Repository)?.Path);
        Assert.Equal("/else", View(c => PgBackRest(c)["global"]!["repo1-path"] = "/else").FindLocation("repo1", Repository)?.Path);
    }

    [Fact]
    public void A_repository_on_a_volume_is_none_in_S3()
    {
        Assert.Null(View(c => PgBackRest(c)["repos"]![0]!.AsObject().Remove("s3")).FindLocation("repo1", Repository));
        Assert.Null(View().FindLocation("repo2", Repository));
    }

    [Fact]
    public void A_standby_is_enabled_where_it_says_nothing_else()
    {
        Assert.False(View().IsStandby);
        Assert.True(new PostgresClusterView(Held()).IsStandby);
        Assert.True(View(c => Spec(c)["standby"] = new JsonObject { ["repoName"] = "repo1" }).IsStandby);
        Assert.False(View(c => Spec(c)["standby"] = new JsonObject { ["enabled"] = false }).IsStandby);
    }

    [Fact]
    public void A_status_is_read()
    {
        PostgresClusterView view = View(c => c["status"] = JsonNode.Parse(
            """
            { "patroni": { "systemIdentifier": "7300000000000000001" },
              "pgbackrest": { "manualBackup": { "id": "phoenix-1", "finished": true, "succeeded": 1, "failed": 2 } },
              "conditions": [ { "type": "PGBackRestReplicaCreate", "status": "True", "reason": "RepoBackupComplete", "message": "done" } ] }
            """));

        Assert.Equal(7300000000000000001UL, view.SystemIdentifier);
        Assert.Equal(new PostgresClusterBackup("phoenix-1", true, 1, 2), view.ManualBackup);
        Assert.True(view.HasFirstBackup);
        Assert.Equal("True (RepoBackupComplete: done)", view.FindCondition("PGBackRestReplicaCreate"));
    }

    [Fact]
    public void What_is_not_there_is_told_as_such()
    {
        PostgresClusterView view = View();

        Assert.Null(view.SystemIdentifier);
        Assert.Null(view.ManualBackup);
        Assert.False(view.HasFirstBackup);
        Assert.Equal((16, 5432, false, false), (view.PostgresVersion, view.Port, view.IsShutdown, view.IsPaused));
        Assert.False(View(c => c["status"] = JsonNode.Parse("""{ "conditions": [ { "type": "PGBackRestReplicaCreate", "status": "False", "reason": "x" } ] }""")).HasFirstBackup);
    }

    [Fact]
    public void A_queue_that_may_drop_WAL_is_seen() =>
        Assert.Equal((false, true), (View().DropsQueue, View(c => PgBackRest(c)["global"]!["archive-push-queue-max"] = "4GiB").DropsQueue));
}
