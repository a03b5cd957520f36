using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Crunchy;
using Phoenix.Recovery;
using Phoenix.Stacks;
using Xunit;
using static Phoenix.Kubernetes.Tests.Crunchy.ClusterSamples;

namespace Phoenix.Kubernetes.Tests.Crunchy;

/// <summary>A backup that the operator is asked for.</summary>
public sealed class ManualBackupTests
{
    private const string Annotation = "postgres-operator.crunchydata.com/pgbackrest-backup";
    private const string First = """{ "conditions": [ { "type": "PGBackRestReplicaCreate", "status": "True", "reason": "RepoBackupComplete" } ] }""";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private readonly CrunchyBench _bench = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_asked_for_awaited_and_given_back()
    {
        _bench.Cluster.Put(Object(c => PgBackRest(c)["manual"] = new JsonObject { ["repoName"] = "repo1", ["options"] = new JsonArray("--type=diff") }).Content);
        await _bench.ReportAsync(First, Token);
        Task<BackupSet> taking = new ManualBackup(_bench.Site).TakeAsync(Token);

        KubeObject asked = await _bench.UntilAsync(o => o.TextAt("metadata", "annotations", Annotation) is not null, Token);
        Assert.Equal("""["--type=full","--no-expire-auto"]""", asked.At("spec", "backups", "pgbackrest", "manual", "options")?.ToJsonString());
        _bench.Repository.Labels.Add("20260102-000000F");
        await ReportAsync(asked, finished: false, succeeded: 0, failed: 1);
        Assert.False(taking.IsCompleted);
        await ReportAsync(asked, finished: true, succeeded: 1, failed: 1);

        Assert.Equal("20260102-000000F", (await taking.WaitAsync(Soon, Token)).Label);
        Assert.Equal("""["--type=diff"]""", _bench.Now?.At("spec", "backups", "pgbackrest", "manual", "options")?.ToJsonString());
    }

    [Fact]
    public async Task One_without_settings_before_has_none_afterwards()
    {
        _bench.Cluster.Put(Object().Content);
        await _bench.ReportAsync(First, Token);
        Task<BackupSet> taking = new ManualBackup(_bench.Site).TakeAsync(Token);

        KubeObject asked = await _bench.UntilAsync(o => o.TextAt("metadata", "annotations", Annotation) is not null, Token);
        _bench.Repository.Labels.Add("20260102-000000F");
        await ReportAsync(asked, finished: true, succeeded: 1, failed: 0);
        await taking.WaitAsync(Soon, Token);

        Assert.Null(_bench.Now?.At("spec", "backups", "pgbackrest", "manual"));
    }

    [Fact]
    public async Task One_that_failed_is_an_error()
    {
        _bench.Cluster.Put(Object().Content);
        await _bench.ReportAsync(First, Token);
        Task<BackupSet> taking = new ManualBackup(_bench.Site).TakeAsync(Token);

        KubeObject asked = await _bench.UntilAsync(o => o.TextAt("metadata", "annotations", Annotation) is not null, Token);
        await ReportAsync(asked, finished: true, succeeded: 0, failed: 7);

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => taking.WaitAsync(Soon, Token));
        Assert.Equal(ErrorCode.ToolFailed, e.Code);
    }

    [Fact]
    public async Task One_that_the_repository_does_not_list_was_taken_elsewhere()
    {
        _bench.Cluster.Put(Object().Content);
        await _bench.ReportAsync(First, Token);
        Task<BackupSet> taking = new ManualBackup(_bench.Site).TakeAsync(Token);

        KubeObject asked = await _bench.UntilAsync(o => o.TextAt("metadata", "annotations", Annotation) is not null, Token);
        await ReportAsync(asked, finished: true, succeeded: 1, failed: 0);

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => taking.WaitAsync(Soon, Token));
        Assert.Contains("lists no new one", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_asked_for_before_the_operators_own_first_one()
    {
        _bench.Cluster.Put(Object().Content);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<BackupSet> taking = new ManualBackup(_bench.Site).TakeAsync(stop.Token);

        await _bench.ReportAsync("""{ "conditions": [ { "type": "PGBackRestReplicaCreate", "status": "False", "reason": "RepoBackupNotComplete" } ] }""", Token);
        await _bench.UntilAsync(o => new PostgresClusterView(o).FindCondition("PGBackRestReplicaCreate") is not null, Token);
        Assert.Null(_bench.Now?.TextAt("metadata", "annotations", Annotation));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taking.WaitAsync(Soon, Token));
    }

    [Fact]
    public async Task Where_Git_owns_the_manifest_its_settings_must_do()
    {
        _bench.Definition = _bench.Definition with { Manage = ClusterManage.Observe, Manifest = null };
        _bench.Cluster.Put(Object().Content);
        await _bench.ReportAsync(First, Token);

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => new ManualBackup(_bench.Site).TakeAsync(Token).WaitAsync(Soon, Token));

        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains("--no-expire-auto", e.Hint, StringComparison.Ordinal);
        Assert.Null(_bench.Now?.TextAt("metadata", "annotations", Annotation));
    }

    private Task ReportAsync(KubeObject asked, bool finished, int succeeded, int failed)
    {
        JsonObject backup = new()
        {
            ["id"] = asked.TextAt("metadata", "annotations", Annotation),
            ["finished"] = finished,
            ["succeeded"] = succeeded,
            ["failed"] = failed,
        };
        return _bench.ReportAsync(new JsonObject { ["pgbackrest"] = new JsonObject { ["manualBackup"] = backup } }.ToJsonString(), Token);
    }
}
