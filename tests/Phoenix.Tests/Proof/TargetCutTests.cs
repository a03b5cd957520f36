using Phoenix.Proof;
using Phoenix.Proof.Checkers;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

/// <summary>Where PostgreSQL must end replay, to the record.</summary>
public sealed class TargetCutTests
{
    [Fact]
    public void A_restore_point_lies_after_b_and_before_c()
    {
        History history = Whole(RecoveryTargetKind.Name);
        Ended(wrong: true, history, CommitOf(history, SentinelName.B), 0);
        Ended(wrong: false, history, CommitOf(history, SentinelName.B), 1);
        Ended(wrong: false, history, CommitOf(history, SentinelName.C), 0);
        Ended(wrong: true, history, CommitOf(history, SentinelName.C), 1);
    }

    [Fact]
    public void A_commit_exactly_at_an_inclusive_lsn_is_replayed()
    {
        History history = Whole(RecoveryTargetKind.Lsn);
        CommitRecord at = history.Commits!.Records.ElementAt(20);
        CommitRecord next = history.Commits.Records.ElementAt(21);
        History exact = history with { Target = new RecoveryTarget(RecoveryTargetKind.Lsn, at.Lsn.ToString()) };
        Ended(wrong: true, exact, at, 0);
        Ended(wrong: false, exact, at, 1);
        Ended(wrong: true, exact, next, 1);
        History exclusive = exact with { Target = exact.Target with { Inclusive = false } };
        Ended(wrong: false, exclusive, at, 0);
        Ended(wrong: true, exclusive, at, 1);
    }

    [Fact]
    public void The_record_after_an_inclusive_lsn_may_be_the_first_one_past_it()
    {
        History history = Whole(RecoveryTargetKind.Lsn);
        CommitRecord next = history.Commits!.Records.ElementAt(21);
        History between = history with { Target = new RecoveryTarget(RecoveryTargetKind.Lsn, new Lsn(next.Lsn.Value - 1).ToString()) };
        Ended(wrong: true, between, history.Commits.Records.ElementAt(20), 0);
        Ended(wrong: false, between, next, 0);
        Ended(wrong: false, between, next, 1);
        Ended(wrong: true, between, history.Commits.Records.ElementAt(22), 1);
    }

    [Fact]
    public void A_commit_exactly_at_a_time_is_replayed_only_when_inclusive()
    {
        History history = Whole(RecoveryTargetKind.Time);
        CommitRecord at = history.Commits!.Records.ElementAt(20);
        History exact = history with { TargetTime = at.CommittedAt };
        Ended(wrong: true, exact, at, 0);
        Ended(wrong: false, exact, at, 1);
        History exclusive = exact with { Target = exact.Target with { Inclusive = false } };
        Ended(wrong: false, exclusive, at, 0);
        Ended(wrong: true, exclusive, at, 1);
    }

    [Fact]
    public void The_first_commit_past_a_time_ends_replay_even_when_later_ones_have_earlier_times()
    {
        History history = Whole(RecoveryTargetKind.Time);
        CommitRecord[] records = [.. history.Commits!.Records];
        records[20] = records[20] with { CommittedAt = history.TargetTime!.Value.AddTicks(10) };
        History early = history with { Commits = history.Commits with { Records = records } };
        Ended(wrong: false, early, records[20], 0);
        Ended(wrong: true, early, records[20], 1);
        Ended(wrong: true, early, CommitOf(history, SentinelName.C), 0);
    }

    [Fact]
    public void A_target_that_the_log_does_not_show_is_inconclusive()
    {
        History xid = Whole(RecoveryTargetKind.Xid);
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, xid with { Target = xid.Target with { Value = "5" } }, "no transaction '5'");
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, xid with { Target = xid.Target with { Value = null } }, "no transaction");
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, xid with { Target = new RecoveryTarget(RecoveryTargetKind.Lsn, "x") }, "no LSN");
        History name = Whole(RecoveryTargetKind.Name);
        foreach (SentinelName missing in (SentinelName[])[SentinelName.B, SentinelName.C])
        {
            Judge.Is<LedgerChecker>(Verdict.Inconclusive,
                name with { Witness = name.Witness! with { Sentinels = [.. name.Witness.Sentinels.Where(s => s.Name != missing)] } }, "sentinels B and C");
        }
    }

    [Fact]
    public void A_log_that_ends_exactly_at_the_replayed_lsn_is_long_enough()
    {
        History history = Whole(RecoveryTargetKind.Lsn);
        History Until(ulong off)
        {
            Lsn to = new(history.ReplayedLsn!.Value.Value - off);
            return history with { Commits = history.Commits! with { To = to, Records = [.. history.Commits.Records.Where(r => r.Lsn < to)] } };
        }

        Judge.Is<LedgerChecker>(Verdict.Proven, Until(0));
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, Until(1), "before the replayed LSN");
    }

    private static History Whole(RecoveryTargetKind kind) => HistoryBuilder.Proven(Scenario.Quiesced with { Target = kind });

    private static CommitRecord CommitOf(History history, SentinelName name) =>
        history.Commits!.Records.Single(r => r.Xid == (uint)history.Witness!.Sentinels.Single(s => s.Name == name).Xid);

    // Only where replay ended is looked at here: the rows are those of the whole history.
    private static void Ended(bool wrong, History history, CommitRecord record, ulong past)
    {
        Finding finding = Judge.Of<LedgerChecker>(history with { ReplayedLsn = new Lsn(record.Lsn.Value + past) });
        Assert.Equal(wrong, finding.Detail.Contains("replay ended after", StringComparison.Ordinal));
        Assert.True(!wrong || finding.Verdict == Verdict.Refuted, finding.Detail);
    }
}
