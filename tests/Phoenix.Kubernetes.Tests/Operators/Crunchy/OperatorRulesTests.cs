using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Operators.Crunchy;

/// <summary>What the operator does with objects alone; no server is started here.</summary>
public sealed class OperatorRulesTests
{
    private const string Name = "castle";

    [Fact]
    public async Task A_forbidden_option_gives_an_event_and_silence()
    {
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: false);
        await bench.SecretAsync("s3", ("s3.conf", "[global]\n"));
        await bench.PostgresClusterAsync(Name, spec => spec["dataSource"] = bench.DataSource("--type=immediate", "--stanza=other"));

        await Condition.HoldsAsync(async () => await bench.EventsAsync("InvalidDataSource") == 1);

        await bench.PatchAsync(Name, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["look"] = "again" } } });
        await Condition.HoldsAsync(async () => (await bench.ListAsync("Event")).Any(e => (e.At("count") as JsonValue)?.GetValue<int>() > 1));
        Assert.Empty(await bench.ListAsync("Job"));
        Assert.Empty(await bench.ListAsync("StatefulSet"));
        KubeObject cluster = (await bench.GetAsync("PostgresCluster", Name))!;
        Assert.False(CrunchyBench.Has(cluster.At("status")!, "PostgresDataInitialized", "True"));
        Assert.True(CrunchyBench.Has(cluster.At("status")!, "PGBackRestoreProgressing", "True", "ReadyForRestore"));
    }

    [Fact]
    public async Task A_failed_job_is_never_run_again_until_it_is_deleted_or_its_options_change()
    {
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: false);
        bench.Operator.Faults.FailingRestores = 1000;
        await bench.SecretAsync("s3", ("s3.conf", "[global]\n"));
        await bench.PostgresClusterAsync(Name, spec => spec["dataSource"] = bench.DataSource());
        await FailedAsync(bench);
        KubeObject first = Assert.Single(await bench.ListAsync("Job"));
        Assert.Equal(7, (await bench.ListAsync("Pod", "job-name")).Count);
        string pod = (await bench.ListAsync("Pod", "job-name"))[0].Name;
        Assert.Contains("[103]", bench.Operator.ReadLog(CrunchyBench.Space, pod, "pgbackrest-restore"), StringComparison.Ordinal);

        // Neither the generated file nor a Secret is part of the hash.
        await PatchSourceAsync(bench, "global", new JsonObject { ["process-max"] = "4" });
        await Condition.HoldsAsync(async () => (await bench.GetAsync("ConfigMap", Name + "-pgbackrest-config"))?.TextAt("data", "pgbackrest_instance.conf")?.Contains("process-max", StringComparison.Ordinal) == true);
        Assert.Equal(first.Uid, Assert.Single(await bench.ListAsync("Job")).Uid);

        // The next one has its name, so it is told by its identity.
        await bench.Cluster.DeleteAsync(MemoryCluster.Kind("Job"), CrunchyBench.Space, first.Name, first.Uid, CancellationToken.None);
        await Condition.HoldsAsync(async () => (await bench.ListAsync("Job")) is [{ } second] && second.Uid != first.Uid);
        await FailedAsync(bench);
        KubeObject again = Assert.Single(await bench.ListAsync("Job"));

        await PatchSourceAsync(bench, "options", new JsonArray("--process-max=2"));
        await Condition.HoldsAsync(async () => (await bench.ListAsync("Job")) is [{ } third] && third.Uid != again.Uid);
    }

    [Fact]
    public async Task A_pod_waits_for_the_secret_that_it_mounts()
    {
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: false);
        await bench.PostgresClusterAsync(Name, spec => spec["dataSource"] = bench.DataSource());

        await Condition.HoldsAsync(async () => (await bench.ListAsync("Event")).Any(e => e.TextAt("reason") == "FailedMount" && e.TextAt("message")!.Contains("secret \"s3\" not found", StringComparison.Ordinal)));

        Assert.Equal("Pending", Assert.Single(await bench.ListAsync("Pod", "job-name")).TextAt("status", "phase"));
    }

    [Fact]
    public async Task The_restore_inherits_nothing_from_the_backups()
    {
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: false);
        bench.Operator.Faults.FailingRestores = 1000;
        await bench.SecretAsync("s3", ("s3.conf", "[global]\n"));
        await bench.PostgresClusterAsync(Name, spec =>
        {
            spec["dataSource"] = bench.DataSource();
            spec["dataSource"]!["pgbackrest"]!["global"] = new JsonObject { ["repo1-s3-uri-style"] = "path" };
        });
        await FailedAsync(bench);

        string text = (await bench.GetAsync("ConfigMap", Name + "-pgbackrest-config"))!.TextAt("data", "pgbackrest_instance.conf")!;
        Assert.Contains("repo1-path = /pgbackrest/repo1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/castle/repo1", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_standby_without_a_source_is_refused_by_an_event()
    {
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: false);
        await bench.PostgresClusterAsync(Name, spec => spec["standby"] = new JsonObject { ["enabled"] = true });

        await Condition.HoldsAsync(async () => await bench.EventsAsync("InvalidStandbyConfiguration") == 1);

        Assert.Empty(await bench.ListAsync("StatefulSet"));
    }

    [Fact]
    public async Task An_operator_that_never_acts_does_nothing()
    {
        await using CrunchyBench bench = await CrunchyBench.StartAsync(s3: false);
        bench.Operator.Faults.NeverActs = true;
        await bench.PostgresClusterAsync(Name);
        await bench.PostgresClusterAsync("other");

        Assert.Empty(await bench.ListAsync("Service"));
        Assert.Null((await bench.GetAsync("PostgresCluster", Name))!.At("status"));

        // It was looking all the time.
        bench.Operator.Faults.NeverActs = false;
        await bench.PatchAsync(Name, new JsonObject { ["spec"] = new JsonObject { ["paused"] = true } });
        await bench.StatusAsync(Name, s => CrunchyBench.Has(s, "Progressing", "False", "Paused"), "it acts again");
    }

    private static Task FailedAsync(CrunchyBench bench) =>
        bench.StatusAsync(Name, s => CrunchyBench.Has(s, "PostgresDataInitialized", "False", "PGBackRestRestoreFailed") && s["pgbackrest"]!["restore"]!["finished"]!.GetValue<bool>()
            && s["pgbackrest"]!["restore"]!["failed"]?.GetValue<int>() == 7, "the restore has failed");

    private static Task PatchSourceAsync(CrunchyBench bench, string key, JsonNode value) =>
        bench.PatchAsync(Name, new JsonObject { ["spec"] = new JsonObject { ["dataSource"] = new JsonObject { ["pgbackrest"] = new JsonObject { [key] = value } } } });
}
