using Phoenix.Ports;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Adapters.Tests.PgBackRest;

/// <summary>
/// A timeline whose first segment is lost. Its parent's segment of the same number is still in the archive, with other history behind the fork, and PostgreSQL takes that
/// for want of the right one.
/// </summary>
public sealed class ForkTrapTests : IClassFixture<BackedUpCluster>
{
    private readonly BackedUpCluster _cluster;

    public ForkTrapTests(BackedUpCluster cluster)
    {
        Assert.SkipUnless(BackedUpCluster.Possible, "pgBackRest and PostgreSQL 15 are not installed");
        _cluster = cluster;
    }

    [Fact]
    public async Task A_rebirth_never_replays_the_parent_s_segments_past_the_fork()
    {
        // The child leaves its parent inside a segment of which the parent wrote the rest.
        WalSegment forked = _cluster.LastSegment with { Number = _cluster.LastSegment.Number - 1 };
        RecoveryTarget inside = new(RecoveryTargetKind.Lsn, new Lsn(forked.Start.Value + 16_384).ToString());
        await _cluster.RestoreAsync("child", new RestoreRequest(inside, null, TimelineHistory.Root(1), _cluster.LastSegment));
        await _cluster.StartAsync("child", $"pgbackrest --config-path={_cluster.Sub("child-conf")} --stanza=db archive-push %p");
        await _cluster.WaitForPromotionAsync();
        string parents = await _cluster.SqlAsync("select count(*) from t");
        await _cluster.SqlAsync("delete from t where id <= 10");
        await _cluster.SqlAsync("insert into t values (9001)");
        await _cluster.SqlAsync("select pg_switch_wal()");
        await _cluster.SqlAsync("create table later()");
        WalSegment newest = await ArchivedAsync("select pg_walfile_name(pg_switch_wal())");
        await _cluster.StopAsync("child");

        TimelineHistory path = (await _cluster.Outside.ReadHistoryAsync(2, CancellationToken.None))!;
        Assert.Equal(forked.Number, WalSegment.Containing(2, path.Fork!.At).Number);
        await using Withheld withheld = await _cluster.WithholdAsync(forked with { Timeline = 2 });

        // Left to themselves PostgreSQL and pgBackRest go on with the parent: what the child deleted is there, what it wrote is not, and nobody says a word.
        await _cluster.RestorePlainlyAsync("trapped");
        await _cluster.StartAsync("trapped", "false");
        await _cluster.WaitForPromotionAsync();
        Assert.Equal("10|0", await _cluster.SqlAsync("select count(*) filter (where id <= 10), count(*) filter (where id = 9001) from t"));
        Assert.True(int.Parse(await _cluster.SqlAsync("select count(*) from t"), System.Globalization.CultureInfo.InvariantCulture) >= int.Parse(parents, System.Globalization.CultureInfo.InvariantCulture));
        await _cluster.StopAsync("trapped");

        // With what is known to be archived it is a hole; without, the parent's segment past the fork is refused.
        await _cluster.RestoreAsync("known", new RestoreRequest(RecoveryTarget.Latest, null, path, newest));
        await _cluster.ExpectStopAsync("known", (forked with { Timeline = 2 }).Name, "hole");
        await _cluster.RestoreAsync("unknown", new RestoreRequest(RecoveryTarget.Latest, null, path, null));
        await _cluster.ExpectStopAsync("unknown", forked.Name, "past the point where the next timeline left this one");
    }

    private async Task<WalSegment> ArchivedAsync(string closing)
    {
        string name = await _cluster.SqlAsync(closing);
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(30));
        while (!(await _cluster.Outside.ListArchiveAsync(bound.Token)).Segments.ContainsKey(name))
        {
            await Task.Delay(50, bound.Token);
        }

        return WalSegment.TryParse(name, WalSegment.DefaultSize, out WalSegment segment) ? segment : throw new FormatException(name);
    }
}
