using Phoenix.Proof;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

/// <summary>Whatever is there and should not be is Refuted.</summary>
public sealed class PlantedPhantomTests
{
    private static readonly Func<LedgerRow, LedgerRow>[] Alterations =
    [
        row => HistoryBuilder.Digested(row with { Amount = row.Amount + 1 }),
        row => row with { Amount = row.Amount + 1 },
        row => row with { Amount = -row.Amount },
        row => row with { From = row.To, To = row.From },
        row => row with { To = row.To + 1 },
        row => row with { Nonce = row.Nonce + 1 },
        row => row with { Digest = row.Digest ^ 1 },
    ];

    [Fact]
    public void A_failed_write() => RandomHistories.Planted(
        (builder, pick) =>
        {
            Transfer? failed = RandomHistories.Pick(builder.Transfers.Where(t => t.Outcome == WriteOutcome.Failed), pick);
            failed?.Keep();
            return failed is not null;
        },
        "ledger");

    [Fact]
    public void A_write_in_doubt_that_never_committed() => RandomHistories.Planted(
        (builder, pick) =>
        {
            Transfer? absent = RandomHistories.Pick(builder.Transfers.Where(t => t is { Outcome: WriteOutcome.InDoubt, Row: null, Commit: null, Xid: not 0 }), pick);
            absent?.Keep();
            return absent is not null;
        },
        "commit-records");

    [Fact]
    public void A_row_that_nobody_sent() => RandomHistories.Planted(
        (builder, pick) => Extra(builder, pick, row => HistoryBuilder.Digested(row with { Number = 10_000 })), "ledger", "balances");

    [Fact]
    public void A_row_of_a_writer_that_there_is_not() => RandomHistories.Planted(
        (builder, pick) => Extra(builder, pick, row => HistoryBuilder.Digested(row with { Writer = 77 })), "ledger", "balances");

    [Fact]
    public void A_row_of_another_run_or_cycle() => RandomHistories.Planted(
        (builder, pick) => Extra(builder, pick, row => pick % 2 == 0 ? row with { Run = Guid.Empty } : row with { Cycle = row.Cycle - 1 }), "ledger", "balances");

    [Fact]
    public void A_row_twice() => RandomHistories.Planted((builder, pick) => Extra(builder, pick, row => row), "ledger", "balances");

    [Fact]
    public void A_row_with_any_column_altered() => RandomHistories.Planted(
        (builder, pick) =>
        {
            Transfer t = RandomHistories.Pick(builder.Transfers.Where(t => t.Row is not null), pick)!;
            t.Row = Alterations[pick % Alterations.Length](t.Attempted);
            return true;
        },
        "ledger");

    [Fact]
    public void A_sentinel_that_lies_after_the_target() => RandomHistories.Observed(
        (history, pick) =>
        {
            Sentinel[] absent = [.. history.Witness!.Sentinels.Where(s => SentinelExpectations.For(history)[s.Name] == SentinelExpectation.Absent)];
            return absent.Length == 0
                ? null
                : history with { SentinelsFound = history.SentinelsFound!.Append(new(absent[pick % absent.Length].Name, absent[pick % absent.Length].Content)).ToDictionary() };
        },
        "sentinels");

    private static bool Extra(HistoryBuilder builder, uint pick, Func<LedgerRow, LedgerRow> alter)
    {
        builder.Extra.Add(alter(RandomHistories.Pick(builder.Transfers.Where(t => t.Row is not null), pick)!.Attempted));
        return true;
    }
}
