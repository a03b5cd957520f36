using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Crunchy;
using Phoenix.Ports;
using Phoenix.Recovery;
using Xunit;
using static Phoenix.Kubernetes.Tests.Crunchy.ClusterSamples;

namespace Phoenix.Kubernetes.Tests.Crunchy;

/// <summary>A PostgresCluster that somebody makes anew, opens or deletes while Phoenix waits for it.</summary>
public sealed class ClusterGuardTests : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly KubeKind Kind = new("postgres-operator.crunchydata.com", "v1beta1", "PostgresCluster", "postgresclusters", Namespaced: true);
    private static readonly RestoreRequest Latest = new(RecoveryTarget.Latest, null, TimelineHistory.Root(1), null);
    private readonly CrunchyBench _bench = new();
    private readonly CrunchyDatabase _database;

    public ClusterGuardTests() => _database = new CrunchyDatabase(_bench.Site);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task One_that_is_made_in_its_place_in_mid_restore_is_held_down()
    {
        Task restoring = _database.RestoreAsync(Latest, Token);
        KubeObject held = await _bench.UntilAsync(o => new PostgresClusterView(o).IsStandby, Token).WaitAsync(Soon, Token);
        await _bench.Cluster.DeleteAsync(Kind, "tazlab-db", "tazlab", held.Uid, Token);
        _bench.Cluster.Put(Object().Content);

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => restoring.WaitAsync(Soon, Token));

        Assert.Equal(ErrorCode.RebirthRefused, e.Code);
        Assert.Contains("initdb", e.Message, StringComparison.Ordinal);
        Assert.True(new PostgresClusterView(_bench.Now!) is { IsShutdown: true, IsPaused: true }, "its operator makes a stanza of it before a shutdown counts");
    }

    [Fact]
    public async Task One_that_somebody_opens_in_mid_restore_is_held_down()
    {
        Task restoring = _database.RestoreAsync(Latest, Token);
        await _bench.UntilAsync(o => new PostgresClusterView(o).IsStandby, Token).WaitAsync(Soon, Token);
        await _bench.ReportAsync("""{ "patroni": { "systemIdentifier": "7" } }""", Token);
        await _bench.Cluster.PatchAsync(Kind, "tazlab-db", "tazlab", new JsonObject { ["spec"] = new JsonObject { ["standby"] = null } }, status: false, Token);

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => restoring.WaitAsync(Soon, Token));

        Assert.Contains("opened by somebody else", e.Message, StringComparison.Ordinal);
        Assert.True(new PostgresClusterView(_bench.Now!) is { IsShutdown: true, IsPaused: false }, "a paused operator does not stop a server that runs");
    }

    [Fact]
    public async Task One_that_came_after_the_look_and_has_no_database_yet_is_held_down()
    {
        _bench.Cluster.Put(Object().Content);

        Assert.Equal(ErrorCode.RebirthRefused, (await Assert.ThrowsAsync<PhoenixException>(() => _database.RestoreAsync(Latest, Token).WaitAsync(Soon, Token))).Code);

        Assert.True(new PostgresClusterView(_bench.Now!) is { IsShutdown: true, IsPaused: true });
    }

    [Fact]
    public async Task One_that_is_deleted_and_not_made_again_is_told()
    {
        ClusterGuard guard = new(_bench.Site) { Newcomer = TimeSpan.FromMilliseconds(50) };
        PostgresClusterView held = new(_bench.Cluster.Put(Held().Content));
        Task guarded = guard.RunAsync(Kind, held, mayOpen: false, async _ =>
        {
            await _bench.Cluster.DeleteAsync(Kind, "tazlab-db", "tazlab", held.Uid, Token);
            throw new PhoenixException(ErrorCode.ToolFailed, "the server went away", "look at it");
        }, Token);

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => guarded.WaitAsync(Soon, Token));

        Assert.Equal(ErrorCode.LayerFailed, e.Code);
        Assert.Contains("deleted by somebody else", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_work_throws_stands_while_the_object_is_in_its_place()
    {
        PostgresClusterView held = new(_bench.Cluster.Put(Held().Content));

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => new ClusterGuard(_bench.Site).RunAsync(
            Kind, held, mayOpen: false, _ => Task.FromException(new PhoenixException(ErrorCode.ToolFailed, "the work's own", "look")), Token).WaitAsync(Soon, Token));

        Assert.Equal("the work's own", e.Message);
    }

    [Theory]
    [InlineData("shutdown")]
    [InlineData("paused")]
    public async Task One_that_is_held_down_is_not_waited_for(string how)
    {
        _bench.Cluster.Put(Object(c => Spec(c)[how] = true).Content);

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => _database.PublishAsync(Token).WaitAsync(Soon, Token));

        Assert.Equal(ErrorCode.RebirthRefused, e.Code);
        Assert.Contains($"spec.{how}: true", e.Message, StringComparison.Ordinal);
        Assert.Contains("phoenix wipe --accept-data-loss", e.Hint, StringComparison.Ordinal);
    }
}
