using Phoenix.Proof;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

/// <summary>Whatever is lost, wherever, in whatever mode, is Refuted.</summary>
public sealed class PlantedLossTests
{
    [Fact]
    public void A_row_lost_anywhere() => RandomHistories.Planted((builder, pick) => Lose(RandomHistories.Pick(Kept(builder), pick)), "commit-records");

    [Fact]
    public void The_last_rows() => RandomHistories.Planted(
        (builder, pick) =>
        {
            Transfer from = RandomHistories.Pick(Kept(builder), pick)!;
            builder.Transfers.Where(t => t.Row is not null).SkipWhile(t => t != from).ToList().ForEach(t => t.Lose());
            return true;
        },
        "commit-records");

    [Fact]
    public void The_last_rows_of_one_writer() => RandomHistories.Planted(
        (builder, pick) =>
        {
            Transfer from = RandomHistories.Pick(Kept(builder), pick)!;
            builder.Transfers.Where(t => t.Writer == from.Writer && t.Number >= from.Number).ToList().ForEach(t => t.Lose());
            return true;
        },
        "commit-records");

    [Fact]
    public void All_rows_of_one_writer() => RandomHistories.Planted(
        (builder, pick) =>
        {
            int writer = RandomHistories.Pick(Kept(builder), pick)!.Writer;
            builder.Transfers.Where(t => t.Writer == writer).ToList().ForEach(t => t.Lose());
            return true;
        },
        "commit-records");

    // Everything fits together in it, row, money, sentinels and where replay ended: it is only too old.
    [Fact]
    public void An_older_image() => RandomHistories.Planted(
        (builder, pick) =>
        {
            Transfer[] early = [.. builder.Transfers.Take(builder.Transfers.Count / 2).Where(t => t.Row is not null)];
            builder.Replayed = RandomHistories.Pick(early, pick)!.Commit!.Value.Lsn;
            builder.Transfers.Where(t => t.Commit is CommitRecord c && c.Lsn >= builder.Replayed).ToList().ForEach(t => t.Lose());
            return true;
        });

    [Fact]
    public void Rows_that_the_archive_does_not_have_either() => RandomHistories.Observed(
        (history, pick) =>
        {
            if (history is { WipeAt: WipeMode.Instant, SynchronousStream: false })
            {
                return null;
            }

            HashSet<uint> acknowledged = [];
            foreach (LedgerEntry entry in history.Ledger!)
            {
                _ = entry.Acknowledged && acknowledged.Add((uint)entry.Xid);
            }

            CommitRecord[] records = [.. history.Commits!.Records.Where(r => acknowledged.Contains(r.Xid))];
            CommitRecord gone = records[pick % records.Length];
            return history with { Commits = history.Commits with { Records = [.. history.Commits.Records.Where(r => r != gone)] } };
        },
        "commit-records");

    [Fact]
    public void A_sentinel() => RandomHistories.Observed(
        (history, pick) => OfExpected(history, SentinelExpectation.Present, pick) is SentinelName name
            ? history with { SentinelsFound = history.SentinelsFound!.Where(s => s.Key != name).ToDictionary() }
            : null,
        "sentinels");

    [Fact]
    public void A_sentinel_s_own_content() => RandomHistories.Observed(
        (history, pick) => OfExpected(history, SentinelExpectation.Present, pick) is SentinelName name
            ? history with { SentinelsFound = history.SentinelsFound!.ToDictionary(s => s.Key, s => s.Key == name ? "of another cycle" : s.Value) }
            : null,
        "sentinels");

    [Fact]
    public void A_row_s_money() => RandomHistories.Planted(
        (builder, pick) =>
        {
            Transfer t = RandomHistories.Pick(builder.Transfers.Where(t => t.Row is not null), pick)!;
            t.Money = false;
            return true;
        },
        "balances");

    [Fact]
    public void The_row_of_a_write_in_doubt_whose_money_is_there() => RandomHistories.Planted(
        (builder, pick) =>
        {
            if (RandomHistories.Pick(builder.Transfers.Where(t => t.Outcome is WriteOutcome.InDoubt or WriteOutcome.Pending), pick) is not Transfer t)
            {
                return false;
            }

            (t.Row, t.Money) = (null, true);
            return true;
        },
        "balances");

    [Fact]
    public void The_money_of_a_write_in_doubt_whose_row_is_there() => RandomHistories.Planted(
        (builder, pick) =>
        {
            if (RandomHistories.Pick(builder.Transfers.Where(t => t.Outcome is WriteOutcome.InDoubt or WriteOutcome.Pending), pick) is not Transfer t)
            {
                return false;
            }

            (t.Row, t.Money) = (t.Attempted, false);
            return true;
        },
        "balances");

    [Fact]
    public void A_write_in_doubt_that_was_replayed() => RandomHistories.Planted(
        (builder, pick) => Lose(RandomHistories.Pick(builder.Transfers.Where(t => t is { Outcome: WriteOutcome.InDoubt, Row: not null, Xid: not 0 }), pick)),
        "commit-records");

    private static IEnumerable<Transfer> Kept(HistoryBuilder builder) => builder.Transfers.Where(t => t is { Acknowledged: true, Row: not null });

    private static bool Lose(Transfer? transfer)
    {
        transfer?.Lose();
        return transfer is not null;
    }

    private static SentinelName? OfExpected(History history, SentinelExpectation expectation, uint pick)
    {
        SentinelName[] names = [.. SentinelExpectations.For(history).Where(e => e.Value == expectation).Select(e => e.Key)];
        return names.Length == 0 ? null : names[pick % names.Length];
    }
}
