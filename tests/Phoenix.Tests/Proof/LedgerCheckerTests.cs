using Phoenix.Proof;
using Phoenix.Proof.Checkers;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class LedgerCheckerTests
{
    private static readonly Scenario Streamed = Scenario.Instant with { SynchronousStream = true };

    [Fact]
    public void Quiesced_one_acknowledged_row_lost_is_refuted()
    {
        Judge.Is<LedgerChecker>(Verdict.Refuted, Judge.Planted(Scenario.Quiesced, b => b.LastKept.Lose()), "1 acknowledged rows are lost, the first writer 3 number 12");
        Judge.Is<LedgerChecker>(Verdict.Refuted, Judge.Planted(Scenario.Quiesced, b => b.EarlyKept.Lose()), "writer 0 number 1");
    }

    [Fact]
    public void A_row_that_should_not_be_there_is_refuted_in_every_mode()
    {
        foreach (Scenario scenario in (Scenario[])[Scenario.Quiesced, Scenario.Instant, Streamed, Scenario.Quiesced with { Target = RecoveryTargetKind.Time }])
        {
            Judge.Is<LedgerChecker>(Verdict.Refuted, Judge.Planted(scenario, b => b.Extra.Add(b.EarlyKept.Attempted)), "1 rows should not be there: Duplicate (writer 0 number 1)");
        }
    }

    [Fact]
    public void Streamed_the_last_row_may_not_be_lost_either() =>
        Judge.Is<LedgerChecker>(Verdict.Refuted, Judge.Planted(Streamed, b => b.LastKept.Lose()), "are lost");

    [Fact]
    public void Instant_a_lost_suffix_is_allowed_and_told()
    {
        History history = HistoryBuilder.Proven(Scenario.Instant);
        Assert.Equal(5, history.Ledger!.Lost);
        Judge.Is<LedgerChecker>(Verdict.Proven, history, "5 absent as the mode allows");
    }

    [Fact]
    public void Instant_a_suffix_longer_by_one_writer_row_is_still_a_suffix_but_a_hole_is_not()
    {
        Judge.Is<LedgerChecker>(Verdict.Proven, Judge.Planted(Scenario.Instant, b => b.LastKept.Lose()));
        Judge.Is<LedgerChecker>(Verdict.Refuted, Judge.Planted(Scenario.Instant, b => b.EarlyKept.Lose()), "no suffix: writer 0 number 1");
    }

    [Fact]
    public void Instant_the_loss_must_be_within_the_rpo()
    {
        static History Lost(Rpo rpo) => HistoryBuilder.Proven(Scenario.Instant with { Objectives = new Objectives(null, rpo) });
        Rpa rpa = Rpa.Of(Lost(new Rpo.Report()))!;
        Judge.Is<LedgerChecker>(Verdict.Refuted, Lost(new Rpo.NoRow()), "RPO 0");
        Judge.Is<LedgerChecker>(Verdict.Proven, Lost(new Rpo.Size(rpa.WalBytes!.Value)));
        Judge.Is<LedgerChecker>(Verdict.Refuted, Lost(new Rpo.Size(rpa.WalBytes!.Value - 1)));
        Judge.Is<LedgerChecker>(Verdict.Proven, Lost(new Rpo.Duration(rpa.Duration!.Value)));
        Judge.Is<LedgerChecker>(Verdict.Refuted, Lost(new Rpo.Duration(rpa.Duration!.Value - TimeSpan.FromTicks(1))));
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, Lost(new Rpo.Duration(TimeSpan.FromDays(1))) with { Wipe = null }, "not measured");
        Judge.Is<LedgerChecker>(Verdict.Proven, HistoryBuilder.Proven(Scenario.Instant with { LostTail = 0, Objectives = new Objectives(null, new Rpo.NoRow()) }));
    }

    [Theory]
    [InlineData(RecoveryTargetKind.Time)]
    [InlineData(RecoveryTargetKind.Lsn)]
    [InlineData(RecoveryTargetKind.Xid)]
    [InlineData(RecoveryTargetKind.Name)]
    [InlineData(RecoveryTargetKind.Immediate)]
    public void Target_exactly_the_rows_up_to_it(RecoveryTargetKind kind)
    {
        Scenario scenario = Scenario.Quiesced with { Target = kind };
        Judge.Is<LedgerChecker>(Verdict.Proven, HistoryBuilder.Proven(scenario), "as the mode allows");
        Judge.Is<LedgerChecker>(Verdict.Refuted, Judge.Planted(scenario, b => b.LastKept.Lose()), "1 acknowledged rows up to the target are lost, the first writer");
        Judge.Is<LedgerChecker>(Verdict.Refuted, Judge.Planted(scenario, b => b.Transfers.First(t => t is { Acknowledged: true, Row: null }).Keep()), "1 rows beyond the target are present, the first writer");
    }

    [Theory]
    [InlineData(RecoveryTargetKind.Time, true)]
    [InlineData(RecoveryTargetKind.Time, false)]
    [InlineData(RecoveryTargetKind.Lsn, true)]
    [InlineData(RecoveryTargetKind.Lsn, false)]
    [InlineData(RecoveryTargetKind.Xid, true)]
    [InlineData(RecoveryTargetKind.Xid, false)]
    public void Replay_that_ended_one_commit_early_or_late_is_refuted(RecoveryTargetKind kind, bool inclusive)
    {
        Scenario scenario = Scenario.Quiesced with { Target = kind, Inclusive = inclusive };
        Judge.Is<LedgerChecker>(Verdict.Refuted, Judge.Planted(scenario, b =>
        {
            Transfer last = b.Transfers.Last(t => t.Row is not null);
            b.Replayed = last.Commit!.Value.Lsn;
            last.Lose();
        }), "replay ended after");
        Judge.Is<LedgerChecker>(kind == RecoveryTargetKind.Lsn && inclusive ? Verdict.Proven : Verdict.Refuted, Late(scenario, 1));
        Judge.Is<LedgerChecker>(Verdict.Refuted, Late(scenario, 2), "replay ended after");
    }

    [Fact]
    public void Rows_that_cannot_be_placed_are_inconclusive()
    {
        Scenario scenario = Scenario.Quiesced with { Target = RecoveryTargetKind.Time };
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, Judge.Planted(scenario, b => b.EarlyKept.Xid = 0), "1 acknowledged rows cannot be placed");
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, HistoryBuilder.Proven(scenario) with { Commits = null });
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, HistoryBuilder.Proven(scenario) with { ReplayedLsn = null });
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, Judge.Planted(scenario, b => b.CommitsTo = new Lsn(b.Replayed.Value - 1)), "before the replayed LSN");
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, HistoryBuilder.Proven(scenario) with { TargetTime = null });
    }

    [Fact]
    public void Rows_committed_before_the_log_begins_are_kept_by_every_target()
    {
        Scenario scenario = Scenario.Quiesced with { Target = RecoveryTargetKind.Time };
        Judge.Is<LedgerChecker>(Verdict.Proven, Judge.Planted(scenario, b => b.CommitsFrom = b.Transfers[3].Commit!.Value.Lsn));
        Judge.Is<LedgerChecker>(Verdict.Refuted, Judge.Planted(scenario, b =>
        {
            b.CommitsFrom = b.Transfers[3].Commit!.Value.Lsn;
            b.EarlyKept.Lose();
        }), "up to the target are lost");
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, Judge.Planted(scenario, b => b.CommitsFrom = new Lsn(b.Replayed.Value + 1)), "after the replayed LSN");
    }

    [Fact]
    public void Immediate_replay_must_reach_the_consistency_point()
    {
        History history = HistoryBuilder.Proven(Scenario.Quiesced with { Target = RecoveryTargetKind.Immediate });
        Judge.Is<LedgerChecker>(Verdict.Refuted, history with { Backup = history.Backup! with { StopLsn = new Lsn(history.ReplayedLsn!.Value.Value + 1) } }, "consistency point");
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, history with { Backup = null });
    }

    [Fact]
    public void The_ledger_must_be_the_witnessed_one()
    {
        History quiesced = HistoryBuilder.Proven();
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, quiesced with { Witness = quiesced.Witness! with { LedgerSha256 = "00" } }, "not the one");
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, quiesced with { Witness = quiesced.Witness with { AcknowledgedRows = 44 } }, "not the one");
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, quiesced with { Cycle = 3 }, "another run or cycle");
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, quiesced with { Run = Guid.NewGuid() }, "another run or cycle");
        History instant = HistoryBuilder.Proven(Scenario.Instant);
        Judge.Is<LedgerChecker>(Verdict.Proven, instant with { Witness = instant.Witness! with { LedgerSha256 = "00", AcknowledgedRows = 1 } });
        Judge.Is<LedgerChecker>(Verdict.Inconclusive, instant with { Witness = instant.Witness with { AcknowledgedRows = instant.Ledger!.Acknowledged + 1 } });
    }

    [Fact]
    public void A_ledger_without_acknowledgements_proves_nothing()
    {
        var builder = new HistoryBuilder(Scenario.Quiesced);
        History history = builder.Build();
        builder.Transfers.Clear();
        Ledger empty = builder.BuildLedger();
        Judge.Is<LedgerChecker>(Verdict.Inconclusive,
            history with { Ledger = empty, Witness = history.Witness! with { AcknowledgedRows = 0, LedgerSha256 = empty.LedgerSha256 } }, "no write was acknowledged");
    }

    private static History Late(Scenario scenario, int commits)
    {
        var builder = new HistoryBuilder(scenario);
        Lsn end = new(builder.CommitsTo.Value);
        Lsn[] later = [.. builder.Build().Commits!.Records.Select(c => c.Lsn).Where(l => l >= builder.Replayed).Append(end)];
        builder.Replayed = later[commits];
        foreach (Transfer t in builder.Transfers.Where(t => t.Commit is CommitRecord c && c.Lsn < builder.Replayed))
        {
            t.Keep();
        }

        return builder.Build();
    }
}
