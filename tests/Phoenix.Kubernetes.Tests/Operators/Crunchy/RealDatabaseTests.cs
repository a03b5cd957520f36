using System.Text.Json.Nodes;
using Npgsql;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Operators.Crunchy;

/// <summary>The double with real PostgreSQL and real pgBackRest, against the lab's S3 endpoint.</summary>
public sealed class RealDatabaseTests
{
    private const string Name = "castle";
    private const string NoServers = "PostgreSQL 15 or older and pgBackRest are not installed";

    [Fact]
    public async Task A_new_cluster_serves_clients_and_is_backed_up()
    {
        Assert.SkipUnless(CrunchyBench.Possible, NoServers);
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: true);
        await bench.PostgresClusterAsync(Name);
        string pod = await bench.ReadyAsync(Name);
        await bench.BackedUpAsync(Name);

        Assert.Equal("pgbackrest --stanza=db archive-push \"%p\"", await bench.AskAsync(Name, pod, "SHOW archive_command"));
        foreach (string setting in (string[])["fsync", "full_page_writes", "synchronous_commit", "data_checksums"])
        {
            Assert.Equal("on", await bench.AskAsync(Name, pod, "SHOW " + setting));
        }

        PostgresException plain = await Assert.ThrowsAsync<PostgresException>(() => bench.AskAsync(Name, pod, "SELECT 1", SslMode.Disable));
        Assert.Contains("no encryption", plain.MessageText, StringComparison.Ordinal);
        KubeObject cluster = (await bench.GetAsync("PostgresCluster", Name))!;
        Assert.Equal(await bench.AskAsync(Name, pod, "SELECT system_identifier::text FROM pg_control_system()"), cluster.TextAt("status", "patroni", "systemIdentifier"));
        Assert.Null(bench.Operator.FindLocalPort(CrunchyBench.Space, pod, 5433));
        Assert.Contains("database system is ready to accept connections", bench.Operator.ReadLog(CrunchyBench.Space, pod, "database"), StringComparison.Ordinal);
        Assert.Equal(1, await bench.EventsAsync("StanzasCreated"));
        Assert.False(CrunchyBench.Has(cluster.At("status")!, "PostgresDataInitialized", "True"));
    }

    [Fact]
    public async Task A_data_source_brings_the_rows_back_and_no_password()
    {
        Assert.SkipUnless(CrunchyBench.Possible, NoServers);
        Full.Only("two generations of a real server");
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: true);
        (string identifier, string password) = await SeedAsync(bench);
        await bench.DeleteAsync("PostgresCluster", Name);
        Assert.Empty(await bench.ListAsync("PersistentVolumeClaim"));
        Assert.Null(await bench.GetAsync("Secret", Name + "-pguser-memories"));

        await bench.PostgresClusterAsync(Name, spec => spec["dataSource"] = bench.DataSource());
        string pod = await bench.ReadyAsync(Name);
        await bench.StatusAsync(Name, s => CrunchyBench.Has(s, "PostgresDataInitialized", "True", "PGBackRestRestoreComplete"), "the restore is told of");
        await bench.BackedUpAsync(Name);

        Assert.Equal(2L, await bench.AskAsync(Name, pod, "SELECT count(*) FROM rows"));
        KubeObject cluster = (await bench.GetAsync("PostgresCluster", Name))!;
        Assert.Equal(identifier, cluster.TextAt("status", "patroni", "systemIdentifier"));
        Assert.NotEqual(password, CrunchyBench.Value((await bench.GetAsync("Secret", Name + "-pguser-memories"))!, "password"));
        Assert.Null(await bench.GetAsync("Job", Name + "-pgbackrest-restore"));
        Assert.StartsWith("00000002", (string)(await bench.AskAsync(Name, pod, "SELECT pg_walfile_name(pg_current_wal_lsn())"))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_that_was_there_before_is_kept()
    {
        Assert.SkipUnless(CrunchyBench.Possible, NoServers);
        Full.Only("a real server");
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: true);
        JsonObject labels = new()
        {
            ["postgres-operator.crunchydata.com/cluster"] = Name,
            ["postgres-operator.crunchydata.com/role"] = "pguser",
            ["postgres-operator.crunchydata.com/pguser"] = "memories",
        };
        await bench.SecretAsync(Name + "-pguser-memories", labels, ("password", "not-a-real-password"), ("verifier", ""));
        await bench.PostgresClusterAsync(Name);
        string pod = await bench.ReadyAsync(Name);
        await bench.StatusAsync(Name, s => s["usersRevision"] is not null, "the users are made");

        Assert.Equal(1, await bench.AskAsync(Name, pod, "SELECT 1"));
        KubeObject secret = (await bench.GetAsync("Secret", Name + "-pguser-memories"))!;
        Assert.Equal("not-a-real-password", CrunchyBench.Value(secret, "password"));
        Assert.StartsWith("SCRAM-SHA-256$", CrunchyBench.Value(secret, "verifier"), StringComparison.Ordinal);
        Assert.NotNull(secret.At("metadata", "ownerReferences"));
    }

    [Fact]
    public async Task A_standby_replays_publishes_nothing_and_opens_when_told()
    {
        Assert.SkipUnless(CrunchyBench.Possible, NoServers);
        Full.Only("two generations of a real server");
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: true);
        (string identifier, string password) = await SeedAsync(bench);
        await bench.DeleteAsync("PostgresCluster", Name);

        JsonObject labels = new()
        {
            ["postgres-operator.crunchydata.com/cluster"] = Name,
            ["postgres-operator.crunchydata.com/role"] = "pguser",
            ["postgres-operator.crunchydata.com/pguser"] = "memories",
        };
        await bench.SecretAsync(Name + "-pguser-memories", labels, ("password", password));
        await bench.PostgresClusterAsync(Name, spec => spec["standby"] = new JsonObject { ["enabled"] = true, ["repoName"] = "repo1" });
        string pod = await bench.ReadyAsync(Name, "standby_leader");
        await Condition.HoldsAsync(async () => (long)(await bench.AskAsync(Name, pod, "SELECT count(*) FROM rows"))! == 2);
        Assert.Equal(true, await bench.AskAsync(Name, pod, "SELECT pg_is_in_recovery()"));
        await bench.StatusAsync(Name, s => CrunchyBench.Has(s, "PGBackRestReplicaRepoReady", "False", "StanzaNotCreated"), "no stanza is made");
        Assert.Empty(await bench.ListAsync("Job"));
        Assert.Equal(identifier, (await bench.GetAsync("PostgresCluster", Name))!.TextAt("status", "patroni", "systemIdentifier"));

        await bench.PatchAsync(Name, new JsonObject { ["spec"] = new JsonObject { ["standby"] = new JsonObject { ["enabled"] = false } } });
        Assert.Equal(pod, await bench.ReadyAsync(Name));
        await bench.BackedUpAsync(Name);
        await bench.AskAsync(Name, pod, "INSERT INTO rows VALUES (3)");
        Assert.Equal(3L, await bench.AskAsync(Name, pod, "SELECT count(*) FROM rows"));
    }

    [Fact]
    public async Task A_manual_backup_is_taken_once_for_each_annotation()
    {
        Assert.SkipUnless(CrunchyBench.Possible, NoServers);
        Full.Only("a real server and two backups");
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: true);
        await bench.PostgresClusterAsync(Name, spec =>
            spec["backups"]!["pgbackrest"]!["manual"] = new JsonObject { ["repoName"] = "repo1", ["options"] = new JsonArray("--type=full", "--no-expire-auto") });
        await bench.ReadyAsync(Name);
        await bench.BackedUpAsync(Name);

        await AnnotateAsync(bench, "pgbackrest-backup", "first");
        await bench.StatusAsync(Name, s => s["pgbackrest"]!["manualBackup"] is { } b && b["id"]!.GetValue<string>() == "first" && b["succeeded"]?.GetValue<int>() == 1, "the backup is taken");
        Assert.True(CrunchyBench.Has((await bench.GetAsync("PostgresCluster", Name))!.At("status")!, "PGBackRestManualBackupSuccessful", "True", "ManualBackupComplete"));

        await AnnotateAsync(bench, "pgbackrest-backup", "second");
        await bench.StatusAsync(Name, s => s["pgbackrest"]!["manualBackup"] is { } b && b["id"]!.GetValue<string>() == "second" && b["finished"]!.GetValue<bool>(), "the other one, too");
    }

    [Fact]
    public async Task An_empty_cluster_takes_the_repository_over()
    {
        Assert.SkipUnless(CrunchyBench.Possible, NoServers);
        Full.Only("three generations of a real server");
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: true);
        (string identifier, string _) = await SeedAsync(bench);
        await bench.DeleteAsync("PostgresCluster", Name);

        await bench.PostgresClusterAsync(Name);
        string pod = await bench.ReadyAsync(Name);
        await bench.BackedUpAsync(Name);
        Assert.NotEqual(identifier, (await bench.GetAsync("PostgresCluster", Name))!.TextAt("status", "patroni", "systemIdentifier"));
        Assert.Equal(1, await bench.EventsAsync("StanzasCreated") - 1);
        await Assert.ThrowsAsync<PostgresException>(() => bench.AskAsync(Name, pod, "SELECT count(*) FROM rows"));
        await bench.DeleteAsync("PostgresCluster", Name);

        // What the next restore brings back is the newcomer's nothing.
        await bench.PostgresClusterAsync(Name, spec => spec["dataSource"] = bench.DataSource());
        pod = await bench.ReadyAsync(Name);
        await bench.StatusAsync(Name, s => s["usersRevision"] is not null, "the users are made");
        await Assert.ThrowsAsync<PostgresException>(() => bench.AskAsync(Name, pod, "SELECT count(*) FROM rows"));
    }

    [Fact]
    public async Task A_restore_in_place_goes_back_and_a_wrong_path_is_told_in_the_log()
    {
        Assert.SkipUnless(CrunchyBench.Possible, NoServers);
        Full.Only("a real server, restored in place");
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: true);
        await SeedAsync(bench);
        string pod = await bench.ReadyAsync(Name);
        string claim = Assert.Single(await bench.ListAsync("PersistentVolumeClaim")).Uid!;
        await bench.AskAsync(Name, pod, "DELETE FROM rows");
        await bench.PatchAsync(Name, new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["backups"] = new JsonObject
                {
                    ["pgbackrest"] = new JsonObject { ["restore"] = new JsonObject { ["enabled"] = true, ["repoName"] = "repo1", ["options"] = new JsonArray("--type=immediate") } },
                },
            },
        });

        await AnnotateAsync(bench, "pgbackrest-restore", "one");
        await bench.StatusAsync(Name, s => CrunchyBench.Has(s, "PostgresDataInitialized", "True", "PGBackRestRestoreComplete") && s["pgbackrest"]!["restore"]!["id"]!.GetValue<string>() == "one", "it is restored");
        await bench.ReadyAsync(Name);
        await bench.BackedUpAsync(Name);
        Assert.Equal(claim, Assert.Single(await bench.ListAsync("PersistentVolumeClaim")).Uid);
    }

    [Fact]
    public async Task A_wrong_path_fails_with_pgbackrests_own_words()
    {
        Assert.SkipUnless(CrunchyBench.Possible, NoServers);
        Full.Only("seven restores that fail");
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: true);
        await bench.PostgresClusterAsync(Name, spec =>
        {
            spec["dataSource"] = bench.DataSource();
            spec["dataSource"]!["pgbackrest"]!["global"]!["repo1-path"] = "/another/path";
        });
        await bench.StatusAsync(Name, s => CrunchyBench.Has(s, "PostgresDataInitialized", "False", "PGBackRestRestoreFailed"), "the restore has failed");

        string log = bench.Operator.ReadLog(CrunchyBench.Space, (await bench.ListAsync("Pod", "job-name"))[0].Name, "pgbackrest-restore")!;
        // The number, 055, is another command's: restore warns with the error's name and goes on to its own end.
        Assert.Contains("WARN: repo1: [FileMissingError] unable to load info file '/another/path/backup/db/backup.info'", log, StringComparison.Ordinal);
        Assert.Contains("no backup set found to restore", log, StringComparison.Ordinal);
        Assert.Contains("+ pgbackrest restore --stanza=db --pg1-path=/pgdata/pg15", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_that_survived_is_used_again()
    {
        Assert.SkipUnless(CrunchyBench.Possible, NoServers);
        Full.Only("two generations of a real server");
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: true);
        (string identifier, string _) = await SeedAsync(bench);
        KubeObject claim = Assert.Single(await bench.ListAsync("PersistentVolumeClaim"));
        await bench.Cluster.PatchAsync(
            MemoryCluster.Kind("PersistentVolumeClaim"), CrunchyBench.Space, claim.Name, new JsonObject { ["metadata"] = new JsonObject { ["ownerReferences"] = null } }, false, CancellationToken.None);
        await bench.DeleteAsync("PostgresCluster", Name);

        // Only a claim without a StatefulSet gives its name on, and garbage is collected later.
        await Condition.HoldsAsync(async () => (await bench.ListAsync("StatefulSet")).Count == 0, "its StatefulSets are collected");

        await bench.PostgresClusterAsync(Name);
        string pod = await bench.ReadyAsync(Name);
        await bench.StatusAsync(Name, s => s["usersRevision"] is not null, "the users are made");
        Assert.StartsWith(claim.TextAt("metadata", "labels", "postgres-operator.crunchydata.com/instance")!, pod, StringComparison.Ordinal);
        Assert.Equal(identifier, (await bench.GetAsync("PostgresCluster", Name))!.TextAt("status", "patroni", "systemIdentifier"));
        Assert.Equal(2L, await bench.AskAsync(Name, pod, "SELECT count(*) FROM rows"));
    }

    [Fact]
    public async Task What_was_acknowledged_survives_a_deleted_pod_and_a_crash_of_everything_that_runs()
    {
        Assert.SkipUnless(CrunchyBench.Possible, NoServers);
        Full.Only("three starts of a real server");
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: true);
        (string identifier, string _) = await SeedAsync(bench);
        string pod = await bench.ReadyAsync(Name);
        string first = (await bench.GetAsync("Pod", pod))!.Uid!;
        Assert.True(await bench.Cluster.DeleteAsync(MemoryCluster.Kind("Pod"), CrunchyBench.Space, pod, first, CancellationToken.None));
        await Condition.HoldsAsync(async () => await bench.GetAsync("Pod", pod) is { } next && next.Uid != first, $"the Pod is made again; last error of the double: {bench.Operator.LastError}");

        Assert.Equal(pod, await bench.ReadyAsync(Name));
        Assert.Equal(2L, await bench.AskAsync(Name, pod, "SELECT count(*) FROM rows"));
        Assert.StartsWith("00000002", (string)(await bench.AskAsync(Name, pod, "SELECT pg_walfile_name(pg_current_wal_lsn())"))!, StringComparison.Ordinal);
        await bench.AskAsync(Name, pod, "INSERT INTO rows VALUES (3)");

        // Killed where it stands; the API server stays, so its objects say that all is well.
        await bench.Operator.DisposeAsync();
        Assert.Null(bench.Operator.FindLocalPort(CrunchyBench.Space, pod, 5432));
        await bench.StartOperatorAsync();
        await Condition.HoldsAsync(() => bench.Operator.FindLocalPort(CrunchyBench.Space, pod, 5432) is not null, "its server runs again");
        await Condition.HoldsAsync(async () => await bench.TryAskAsync(Name, pod, "SELECT pg_is_in_recovery()") is false, "it may be written to again");
        Assert.Equal(3L, await bench.AskAsync(Name, pod, "SELECT count(*) FROM rows"));
        Assert.Equal(identifier, await bench.AskAsync(Name, pod, "SELECT system_identifier::text FROM pg_control_system()"));
    }

    // One row before the operator's own backup ends or after it, and one in the WAL behind it.
    private static async Task<(string Identifier, string Password)> SeedAsync(CrunchyBench bench)
    {
        await bench.PostgresClusterAsync(Name);
        string pod = await bench.ReadyAsync(Name);
        await bench.BackedUpAsync(Name);
        await bench.AskAsync(Name, pod, "CREATE SCHEMA IF NOT EXISTS AUTHORIZATION memories");
        await bench.AskAsync(Name, pod, "CREATE TABLE rows AS SELECT 1 AS id");
        await bench.AskAsync(Name, pod, "INSERT INTO rows VALUES (2)");
        KubeObject cluster = (await bench.GetAsync("PostgresCluster", Name))!;
        return (cluster.TextAt("status", "patroni", "systemIdentifier")!, CrunchyBench.Value((await bench.GetAsync("Secret", Name + "-pguser-memories"))!, "password"));
    }

    private static Task AnnotateAsync(CrunchyBench bench, string name, string value) => bench.PatchAsync(
        Name, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["postgres-operator.crunchydata.com/" + name] = value } } });
}
