using Phoenix.Proof;
using Phoenix.Proof.Checkers;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class OrderCheckerTests
{
    [Fact]
    public void A_hole_below_a_present_row_of_the_same_writer_is_refuted() =>
        Judge.Is<OrderChecker>(Verdict.Refuted, Judge.Planted(Scenario.Instant, b => b.EarlyKept.Lose()), "the first writer 0 number 1");

    // Writer 1 sends only after writer 0 was acknowledged; how long after decides.
    [Theory]
    [InlineData(-1, Verdict.Proven)]
    [InlineData(0, Verdict.Proven)]
    [InlineData(1, Verdict.Refuted)]
    public void Acknowledged_before_another_was_sent_and_absent_is_refuted(long after, Verdict verdict)
    {
        History history = Judge.Planted(Scenario.Instant, b =>
        {
            b.Transfers.RemoveAll(t => t.Number > 1 || t.Writer > 1);
            b.Transfers[0].Lose();
            b.Transfers[1].SentAt = b.Transfers[0].EndedAt + after;
            b.Transfers[1].EndedAt = b.Transfers[1].SentAt + 10;
        });
        Judge.Is<OrderChecker>(verdict, history);
        Judge.Is<LedgerChecker>(verdict, history);
    }

    [Fact]
    public void A_present_row_in_doubt_counts_as_present()
    {
        History history = Judge.Planted(Scenario.Instant, b =>
        {
            b.Transfers.RemoveAll(t => t.Number > 1 || t.Writer > 1);
            b.Transfers.Add(new Transfer
            {
                Writer = 2, Number = 1, Outcome = WriteOutcome.InDoubt, SentAt = b.Transfers.Max(t => t.EndedAt) + 1, EndedAt = b.Transfers.Max(t => t.EndedAt) + 2,
                InsertLsn = Lsn.Zero, Xid = 0, Attempted = HistoryBuilder.Digested(b.Transfers[0].Attempted with { Writer = 2 }),
            });
            b.Transfers[2].Keep();
            b.Transfers[0].Lose();
        });
        Judge.Is<OrderChecker>(Verdict.Refuted, history);
    }

    [Fact]
    public void An_absent_row_in_doubt_is_no_violation() =>
        Judge.Is<OrderChecker>(Verdict.Proven, Judge.Planted(Scenario.Quiesced, b => b.Transfers.Single(t => t is { Outcome: WriteOutcome.InDoubt, Row: not null }).Lose()));

    [Fact]
    public void Equal_times_are_left_to_the_writer_s_own_counter()
    {
        static History SameTime(bool sameWriter) => Judge.Planted(Scenario.Instant, b =>
        {
            b.Transfers.RemoveAll(t => t.Writer > 1 || t.Number > (sameWriter && t.Writer == 0 ? 2 : 1));
            Transfer[] pair = sameWriter ? [.. b.Transfers.Where(t => t.Writer == 0)] : [b.Transfers[0], b.Transfers[1]];
            pair[0].Lose();
            foreach (Transfer t in b.Transfers)
            {
                t.SentAt = 50;
                t.EndedAt = 50;
            }
        });
        Judge.Is<OrderChecker>(Verdict.Refuted, SameTime(sameWriter: true), "1 absent rows");
        Judge.Is<OrderChecker>(Verdict.Proven, SameTime(sameWriter: false));
    }

    [Fact]
    public void No_row_present_proves_nothing() =>
        Judge.Is<OrderChecker>(Verdict.Inconclusive, Judge.Planted(Scenario.Quiesced, b => b.Transfers.ForEach(t => t.Lose())), "no row is present");
}
