using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Crunchy;
using Phoenix.Ports;
using Phoenix.Recovery;
using Phoenix.Stacks;
using Xunit;
using static Phoenix.Kubernetes.Tests.Crunchy.ClusterSamples;

namespace Phoenix.Kubernetes.Tests.Crunchy;

/// <summary>What is refused before a PostgresCluster is touched, how it is held, and what a wipe leaves.</summary>
public sealed class CrunchyDatabaseTests : IAsyncDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly RestoreRequest Latest = new(RecoveryTarget.Latest, null, TimelineHistory.Root(1), null);
    private readonly CrunchyBench _bench = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private CrunchyDatabase? _database;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private CrunchyDatabase Database => _database ??= new CrunchyDatabase(_bench.Site);

    private IEnumerable<string> Applied => _bench.Cluster.Writes.Where(w => w.Contains("PostgresCluster", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_open_cluster_is_never_restored_over()
    {
        _bench.Cluster.Put(Object(c => c["status"] = JsonNode.Parse("""{ "patroni": { "systemIdentifier": "7" } }""")).Content);

        Assert.Equal(ErrorCode.RebirthRefused, (await RefusedAsync()).Code);
        Assert.Empty(Applied);
    }

    [Theory]
    [InlineData("time=2026-02-10 14:55:00+00")]
    [InlineData("immediate")]
    [InlineData("lsn=0/3000148,timeline=2")]
    public async Task A_standby_cannot_end_before_the_end(string target)
    {
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => Database.RestoreAsync(Latest with { Target = RecoveryTargetParser.Parse(target) }, Token));

        Assert.Equal(ErrorCode.TargetImpossible, e.Code);
        Assert.Empty(_bench.Cluster.Writes);
    }

    [Fact]
    public async Task A_manifest_with_a_data_source_is_refused_before_it_is_applied()
    {
        _bench.Manifest[0] = Object(c => Spec(c)["dataSource"] = new JsonObject { ["pgbackrest"] = new JsonObject { ["stanza"] = "db" } });

        Assert.Contains("torn down and restored over", (await RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(Applied);
    }

    [Fact]
    public async Task Volumes_of_an_earlier_cluster_are_named_and_not_overwritten()
    {
        _bench.Put("PersistentVolumeClaim", "tazlab-instance1-abcd-pgdata");

        Assert.Contains("tazlab-instance1-abcd-pgdata", (await RefusedAsync()).Message, StringComparison.Ordinal);
        Assert.Empty(Applied);
    }

    [Fact]
    public async Task It_is_applied_as_a_standby_after_the_passwords_are_there()
    {
        _bench.Definition = _bench.Definition with { Users = new Dictionary<string, string> { ["postgres"] = "PG" } };
        _ = Database.RestoreAsync(Latest, _stop.Token);

        KubeObject held = await _bench.UntilAsync(_ => true, Token).WaitAsync(Soon, Token);

        Assert.Empty(RebirthHazards.OfStandby(new PostgresClusterView(held), "repo1", Repository));
        Assert.Equal("GP", _bench.Secret("tazlab-pguser-postgres", "password"));
        Assert.Equal("", _bench.Secret("tazlab-pguser-postgres", "verifier"));
        KubeObject secret = _bench.Cluster.Peek("Secret", "tazlab-db", "tazlab-pguser-postgres")!;
        Assert.Equal("tazlab", secret.TextAt("metadata", "labels", "postgres-operator.crunchydata.com/cluster"));
        Assert.Equal("postgres", secret.TextAt("metadata", "labels", "postgres-operator.crunchydata.com/pguser"));
        Assert.Equal("pguser", secret.TextAt("metadata", "labels", "postgres-operator.crunchydata.com/role"));
        Assert.Contains("GP", _bench.Log.Redacted);
    }

    [Fact]
    public async Task A_password_that_the_operator_made_is_replaced()
    {
        _bench.Definition = _bench.Definition with { Users = new Dictionary<string, string> { ["app"] = "NEW" } };
        _bench.Cluster.Put(JsonNode.Parse("""{ "apiVersion": "v1", "kind": "Secret", "metadata": { "name": "tazlab-pguser-app", "namespace": "tazlab-db" }, "data": { "password": "b2xk", "verifier": "b2xk", "host": "aA==" } }""")!.AsObject());
        await new UserSecrets(_bench.Site).EnsureAsync(Token);

        Assert.Equal(("WEN", "", "h"), (_bench.Secret("tazlab-pguser-app", "password"), _bench.Secret("tazlab-pguser-app", "verifier"), _bench.Secret("tazlab-pguser-app", "host")));
        int writes = _bench.Cluster.Writes.Count;
        await new UserSecrets(_bench.Site).EnsureAsync(Token);
        Assert.Equal(writes, _bench.Cluster.Writes.Count);
    }

    [Fact]
    public async Task A_cluster_that_somebody_else_makes_open_is_held_down_and_refused()
    {
        _bench.Definition = _bench.Definition with { Manifest = null };
        Task restoring = Database.RestoreAsync(Latest, Token);
        _bench.Cluster.Put(Object().Content);

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => restoring.WaitAsync(Soon, Token));

        Assert.Contains("initdb", e.Message, StringComparison.Ordinal);
        Assert.True(new PostgresClusterView(_bench.Now!).IsShutdown, "it can take a backup, which expires the others");
    }

    [Fact]
    public async Task Where_Git_owns_the_manifest_nothing_is_written()
    {
        _bench.Definition = _bench.Definition with { Manage = ClusterManage.Observe, Manifest = null };
        Task restoring = Database.RestoreAsync(Latest, Token);
        _bench.Cluster.Put(Object().Content);

        Assert.Equal(ErrorCode.RebirthRefused, (await Assert.ThrowsAsync<PhoenixException>(() => restoring.WaitAsync(Soon, Token))).Code);
        Assert.Empty(_bench.Cluster.Writes);
    }

    [Fact]
    public async Task A_held_cluster_is_opened_by_taking_the_standby_away()
    {
        _bench.Cluster.Put(Held().Content);
        _ = Database.PublishAsync(_stop.Token);

        KubeObject open = await _bench.UntilAsync(o => !new PostgresClusterView(o).IsStandby, Token).WaitAsync(Soon, Token);

        Assert.False(new PostgresClusterView(open).HasDataSource);
    }

    [Fact]
    public async Task An_open_cluster_is_not_discarded()
    {
        _bench.Cluster.Put(Object().Content);

        Assert.Equal(ErrorCode.RebirthRefused, (await Assert.ThrowsAsync<PhoenixException>(() => Database.DiscardAsync(Token))).Code);
        Assert.NotNull(_bench.Now);
    }

    [Fact]
    public async Task A_wipe_ends_when_nothing_is_left_and_names_what_holds_it()
    {
        _bench.Cluster.Put(Object().Content);
        _bench.Put("PersistentVolumeClaim", "pgdata", "kubernetes.io/pvc-protection");
        ILayerDriver layer = new CrunchyLayer(Database, _bench.Site, new RebirthIntent.Initialize());
        Assert.Equal(2, (await layer.ListAsync(Token))!.Count);
        Task wiping = layer.WipeAsync(Token);

        while (_bench.Now is not null || !_bench.Log.Lines.Any(l => l.Contains("kubernetes.io/pvc-protection", StringComparison.Ordinal)))
        {
            Assert.False(wiping.IsCompleted, "it ended although a volume is left");
            await Task.Yield();
        }

        Assert.True(await layer.ExistsAsync(Token));
        KubeKind claims = Memory.Kinds.PersistentVolumeClaim;
        await _bench.Cluster.PatchAsync(claims, "tazlab-db", "pgdata", new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, status: false, Token);
        await _bench.Cluster.DeleteAsync(claims, "tazlab-db", "pgdata", null, Token);
        await wiping.WaitAsync(Soon, Token);
        Assert.False(await layer.ExistsAsync(Token));
    }

    [Fact]
    public async Task A_wipe_of_nothing_succeeds() => await Database.DestroyAsync(Token).WaitAsync(Soon, Token);

    [Fact]
    public async Task A_new_database_is_made_from_a_manifest_alone_and_in_an_empty_place()
    {
        _bench.Cluster.Put(Held().Content);
        Assert.Contains("is there already", (await Assert.ThrowsAsync<PhoenixException>(() => Database.InitializeAsync(Token))).Message, StringComparison.Ordinal);

        CrunchyBench other = new();
        other.Definition = other.Definition with { Manifest = null };
        await using CrunchyDatabase watched = new(other.Site);
        Assert.Equal(ErrorCode.RebirthRefused, (await Assert.ThrowsAsync<PhoenixException>(() => watched.InitializeAsync(Token))).Code);
    }

    private async Task<PhoenixException> RefusedAsync() => await Assert.ThrowsAsync<PhoenixException>(() => Database.RestoreAsync(Latest, Token).WaitAsync(Soon, Token));
}
