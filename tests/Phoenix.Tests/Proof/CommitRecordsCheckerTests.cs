using Phoenix.Proof;
using Phoenix.Proof.Checkers;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class CommitRecordsCheckerTests
{
    [Fact]
    public void A_row_absent_though_replayed_is_refuted()
    {
        Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Judge.Planted(Scenario.Quiesced, b => b.LastKept.Lose()), "absent though its commit record was replayed");
        Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Judge.Planted(Scenario.Instant, b => b.LastKept.Lose()), "absent though");
        Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Judge.Planted(Scenario.Quiesced, b => b.Transfers.Single(t => t is { Outcome: WriteOutcome.InDoubt, Row: not null }).Lose()));
    }

    [Fact]
    public void A_row_present_though_not_replayed_is_refuted()
    {
        Scenario target = Scenario.Quiesced with { Target = RecoveryTargetKind.Time };
        Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Judge.Planted(target, b => b.Transfers.Last(t => t.Acknowledged).Keep()), "present without a replayed commit record");
        Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Judge.Planted(Scenario.Quiesced, b => b.Transfers.Single(t => t is { Outcome: WriteOutcome.InDoubt, Row: null }).Keep()));
        Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Judge.Planted(Scenario.Instant, b => b.Transfers.Last().Keep()), "present without");
    }

    [Fact]
    public void A_commit_at_the_replayed_lsn_is_not_replayed()
    {
        Scenario target = Scenario.Quiesced with { Target = RecoveryTargetKind.Time };
        Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Judge.Planted(target, b => b.Replayed = b.Transfers.Last(t => t.Row is not null).Commit!.Value.Lsn));
        Judge.Is<CommitRecordsChecker>(Verdict.Proven, Judge.Planted(target, b => b.Replayed = new Lsn(b.Transfers.Last(t => t.Row is not null).Commit!.Value.Lsn.Value + 1)));
    }

    [Fact]
    public void An_acknowledged_row_that_the_archive_misses_is_refuted_even_when_present()
    {
        Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Judge.Planted(Scenario.Quiesced, b => b.LastKept.Commit = null),
            "1 acknowledged rows have no commit record in the archived WAL, the first writer 3 number 12");
        Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Judge.Planted(Scenario.Quiesced with { Target = RecoveryTargetKind.Time }, b => b.Transfers.Last().Commit = null), "no commit record");
        Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Judge.Planted(Scenario.Instant with { SynchronousStream = true }, b =>
        {
            Transfer last = b.LastKept;
            last.Commit = null;
            last.Lose();
        }), "no commit record");
    }

    // Without a place in the WAL it may not pass as written before the log began.
    [Fact]
    public void An_acknowledged_row_of_unknown_place_is_judged_all_the_same() =>
        Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Judge.Planted(Scenario.Quiesced, b =>
        {
            Transfer last = b.LastKept;
            last.InsertLsn = Lsn.Zero;
            last.Commit = null;
        }), "1 acknowledged rows have no commit record");

    [Fact]
    public void Instant_a_lost_tail_has_no_commit_records() =>
        Judge.Is<CommitRecordsChecker>(Verdict.Proven, HistoryBuilder.Proven(Scenario.Instant));

    [Fact]
    public void Latest_must_replay_every_archived_commit()
    {
        foreach (Scenario scenario in (Scenario[])[Scenario.Quiesced, Scenario.Instant])
        {
            Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Judge.Planted(scenario, b =>
            {
                Transfer last = b.LastKept;
                b.Replayed = last.Commit!.Value.Lsn;
                last.Lose();
            }), "but the archive holds");
        }
    }

    [Fact]
    public void A_log_that_is_too_short_is_inconclusive()
    {
        History history = HistoryBuilder.Proven();
        Lsn last = history.Ledger!.Acknowledged > 0 ? history.Witness!.LastAcknowledgedLsn : default;
        CommitLog log = history.Commits!;
        History Until(Lsn to) => history with { Commits = log with { To = to, Records = [.. log.Records.Where(r => r.Lsn < to)] } };
        Judge.Is<CommitRecordsChecker>(Verdict.Inconclusive, Until(last), "the commit log ends at");
        Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Until(new Lsn(last.Value + 1)), "no commit record");
    }

    [Fact]
    public void Rows_before_the_log_are_not_judged_and_stated()
    {
        Finding finding = Judge.Of<CommitRecordsChecker>(Judge.Planted(Scenario.Quiesced, b => b.CommitsFrom = b.Transfers[3].Commit!.Value.Lsn));
        Assert.Equal(Verdict.Proven, finding.Verdict);
        Assert.Contains("3 attempts made before", Assert.Single(finding.NotCovered), StringComparison.Ordinal);
        Assert.Empty(Judge.Of<CommitRecordsChecker>(HistoryBuilder.Proven()).NotCovered);
        Judge.Is<CommitRecordsChecker>(Verdict.Refuted, Judge.Planted(Scenario.Quiesced, b =>
        {
            b.CommitsFrom = b.Transfers[3].InsertLsn;
            b.Transfers[3].Commit = null;
        }), "no commit record");
    }

    [Fact]
    public void A_log_that_judges_nothing_is_inconclusive()
    {
        History history = HistoryBuilder.Proven();
        Judge.Is<CommitRecordsChecker>(Verdict.Inconclusive, history with { Commits = new CommitLog(history.Commits!.To, history.Commits.To, []) }, "judges no attempt");
    }

    [Fact]
    public void A_log_out_of_order_or_out_of_its_bounds_is_inconclusive()
    {
        History history = HistoryBuilder.Proven();
        CommitLog log = history.Commits!;
        CommitRecord[] records = [.. log.Records];
        Judge.Is<CommitRecordsChecker>(Verdict.Inconclusive, history with { Commits = log with { Records = [.. records.Reverse()] } }, "WAL order");
        Judge.Is<CommitRecordsChecker>(Verdict.Inconclusive, history with { Commits = log with { To = records.ElementAt(^1).Lsn } }, "WAL order");
        Judge.Is<CommitRecordsChecker>(Verdict.Inconclusive, history with { Commits = log with { From = new Lsn(records.ElementAt(0).Lsn.Value + 1) } }, "WAL order");
        Judge.Is<CommitRecordsChecker>(Verdict.Proven, history with { Commits = log with { From = records.ElementAt(0).Lsn } });
        Judge.Is<CommitRecordsChecker>(Verdict.Inconclusive, history with { ReplayedLsn = new Lsn(log.From.Value - 1) }, "after the replayed LSN");
    }

    [Fact]
    public void Unknown_transactions_are_judged_by_presence_only_when_in_doubt()
    {
        Judge.Is<CommitRecordsChecker>(Verdict.Proven, Judge.Planted(Scenario.Quiesced, b => b.Transfers.Single(t => t is { Outcome: WriteOutcome.InDoubt, Row: not null }).Xid = 0));
        Judge.Is<CommitRecordsChecker>(Verdict.Inconclusive, Judge.Planted(Scenario.Quiesced, b => b.LastKept.Xid = 0), "cannot be compared");
    }

    [Fact]
    public void A_row_past_the_log_s_end_cannot_be_compared()
    {
        Scenario target = Scenario.Quiesced with { Target = RecoveryTargetKind.Time };
        Judge.Is<CommitRecordsChecker>(Verdict.Inconclusive, Judge.Planted(target, b => b.CommitsTo = b.Transfers.Last(t => t.Row is not null).InsertLsn), "1 rows cannot be compared");
    }

    [Fact]
    public void Xid_set_holds_what_was_added_and_nothing_else()
    {
        CommitRecordList records = [];
        uint[] xids = [3, 63, 64, 65535, 65536, 1 << 20, uint.MaxValue];
        foreach (uint xid in xids)
        {
            records.Add(new CommitRecord(xid, new Lsn((ulong)records.Count + 1), DateTimeOffset.UnixEpoch.AddTicks(xid)));
        }

        Assert.Equal(xids, records.Select(r => r.Xid));
        Assert.Equal(xids.Select(x => DateTimeOffset.UnixEpoch.AddTicks(x)), records.Select(r => r.CommittedAt));
    }

    [Fact]
    public void Commit_list_keeps_more_than_a_chunk()
    {
        CommitRecordList records = [];
        for (uint i = 0; i < 100_000; i++)
        {
            records.Add(new CommitRecord(i, new Lsn(i * 8UL), DateTimeOffset.UnixEpoch.AddTicks(i)));
        }

        Assert.Equal(100_000, records.Count);
        Assert.Equal(Enumerable.Range(0, 100_000).Select(i => new CommitRecord((uint)i, new Lsn((ulong)i * 8), DateTimeOffset.UnixEpoch.AddTicks(i))), records);
    }
}
