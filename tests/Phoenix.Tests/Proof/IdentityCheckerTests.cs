using Phoenix.Proof;
using Phoenix.Proof.Checkers;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class IdentityCheckerTests
{
    private static readonly History Whole = HistoryBuilder.Proven();

    [Theory]
    [InlineData(-1, Verdict.Refuted)]
    [InlineData(0, Verdict.Refuted)]
    [InlineData(1, Verdict.Proven)]
    public void The_server_started_after_the_wipe_had_ended(long ticks, Verdict verdict) =>
        Judge.Is<IdentityChecker>(verdict, Reborn(r => r with { StartedAt = Whole.Wipe!.EndedAt.AddTicks(ticks) }));

    [Fact]
    public void Another_cluster_is_refuted() => Judge.Is<IdentityChecker>(Verdict.Refuted, Reborn(r => r with { SystemIdentifier = 1 }), "cluster 1");

    [Fact]
    public void A_server_in_recovery_is_refuted() => Judge.Is<IdentityChecker>(Verdict.Refuted, Reborn(r => r with { InRecovery = true }), "in recovery");

    [Fact]
    public void The_timeline_must_have_climbed()
    {
        Judge.Is<IdentityChecker>(Verdict.Refuted, Whole with { Witness = Whole.Witness! with { Timeline = 2 } }, "not a later one than 2");
        Judge.Is<IdentityChecker>(Verdict.Proven, Reborn(r => r with { Timeline = 5, History = r.History! with { Timeline = 5 } }));
        Judge.Is<IdentityChecker>(Verdict.Refuted, Reborn(r => r with { Timeline = 3 }), "the history is of timeline 2");
    }

    [Fact]
    public void The_fork_must_leave_the_witness_s_timeline_where_replay_ended()
    {
        Judge.Is<IdentityChecker>(Verdict.Refuted, Reborn(r => r with { History = TimelineHistory.Root(2) }), "no parent");
        Judge.Is<IdentityChecker>(Verdict.Refuted,
            Reborn(r => r with { Timeline = 3, History = new TimelineHistory(3, [new TimelineSwitch(1, new Lsn(1), ""), new TimelineSwitch(2, Whole.ReplayedLsn!.Value, "")]) }), "from timeline 2");
        foreach (int off in (int[])[-1, 1])
        {
            Lsn at = new(Whole.ReplayedLsn!.Value.Value + (ulong)off);
            Judge.Is<IdentityChecker>(Verdict.Refuted, Reborn(r => r with { History = new TimelineHistory(2, [new TimelineSwitch(1, at, "")]) }), "forked at");
        }
    }

    [Fact]
    public void An_unread_history_is_inconclusive() => Judge.Is<IdentityChecker>(Verdict.Inconclusive, Reborn(r => r with { History = null }), "was not read");

    [Theory]
    [InlineData(-1, Verdict.Proven)]
    [InlineData(0, Verdict.Proven)]
    [InlineData(1, Verdict.Refuted)]
    public void Latest_must_reach_the_last_acknowledged_write(int beyond, Verdict verdict)
    {
        static History With(Scenario scenario, int beyond)
        {
            History history = HistoryBuilder.Proven(scenario);
            return history with { Witness = history.Witness! with { LastAcknowledgedLsn = new Lsn(history.ReplayedLsn!.Value.Value + (ulong)beyond) } };
        }

        Judge.Is<IdentityChecker>(verdict, With(Scenario.Quiesced, beyond), verdict == Verdict.Refuted ? "before the last acknowledged write" : null);
        Judge.Is<IdentityChecker>(verdict, With(Scenario.Instant with { SynchronousStream = true }, beyond));
        Judge.Is<IdentityChecker>(Verdict.Proven, With(Scenario.Instant, beyond));
        Judge.Is<IdentityChecker>(Verdict.Proven, With(Scenario.Quiesced with { Target = RecoveryTargetKind.Time }, beyond));
    }

    [Theory]
    [InlineData(0, Verdict.Proven)]
    [InlineData(1, Verdict.Refuted)]
    public void An_instant_rebirth_must_come_to_the_last_archived_segment(int segmentsBeyond, Verdict verdict)
    {
        History history = HistoryBuilder.Proven(Scenario.Instant);
        WalSegment reached = WalSegment.EndingAt(1, history.ReplayedLsn!.Value, WalSegment.DefaultSize);
        Lsn archived = (reached with { Number = reached.Number + (ulong)segmentsBeyond }).End;

        Judge.Is<IdentityChecker>(verdict, history with { Witness = history.Witness! with { ClosedLsn = archived } });
    }

    [Fact]
    public void A_witness_of_another_run_or_cycle_is_inconclusive()
    {
        Judge.Is<IdentityChecker>(Verdict.Inconclusive, Whole with { Witness = Whole.Witness! with { Run = Guid.NewGuid() } });
        Judge.Is<IdentityChecker>(Verdict.Inconclusive, Whole with { Witness = Whole.Witness with { Cycle = 1 } });
    }

    [Fact]
    public void A_server_restored_from_another_backup_is_refuted_although_every_row_came_back()
    {
        Lsn own = Whole.Backup!.StartLsn;
        foreach (int off in (int[])[-1, 1])
        {
            Judge.Is<IdentityChecker>(Verdict.Refuted, Reborn(r => r with { BackupStart = new Lsn(own.Value + (ulong)off) }), $"not from {Whole.Backup.Label}");
        }
    }

    [Fact]
    public void An_unknown_backup_is_inconclusive()
    {
        Judge.Is<IdentityChecker>(Verdict.Inconclusive, Reborn(r => r with { BackupStart = null }), "restored from is not known");
        Judge.Is<IdentityChecker>(Verdict.Inconclusive, Whole with { Backup = null }, "the backup is not known");
    }

    [Fact]
    public void A_rebirth_that_is_held_as_a_standby_may_be_in_recovery_until_it_is_let_loose()
    {
        Judge.Is<IdentityChecker>(Verdict.Proven, Held(r => r), "held as a standby");
        Judge.Is<IdentityChecker>(Verdict.Refuted, Held(r => r) with { Liveness = Whole.Liveness }, "still in recovery");
        Judge.Is<IdentityChecker>(Verdict.Refuted, Held(r => r with { ReplayedTo = null }), "still in recovery");
    }

    [Fact]
    public void A_held_standby_must_replay_the_witness_s_timeline_and_be_its_cluster()
    {
        Judge.Is<IdentityChecker>(Verdict.Refuted, Held(r => r with { Timeline = 2 }), "replays timeline 2, not 1");
        Judge.Is<IdentityChecker>(Verdict.Refuted, Held(r => r with { SystemIdentifier = 1 }), "cluster 1");
        Judge.Is<IdentityChecker>(Verdict.Inconclusive, Held(r => r with { BackupStart = null }), "restored from is not known");
    }

    [Fact]
    public void A_held_standby_that_stopped_before_the_last_acknowledged_write_is_refuted()
    {
        Lsn short_ = new(Whole.Witness!.LastAcknowledgedLsn.Value - 1);
        Judge.Is<IdentityChecker>(Verdict.Refuted, Held(r => r with { ReplayedTo = short_ }) with { ReplayedLsn = short_ }, "before the last acknowledged write");
    }

    private static History Held(Func<ServerObservation, ServerObservation> plant) =>
        Reborn(r => plant(r with { InRecovery = true, ReplayedTo = Whole.ReplayedLsn, Timeline = Whole.Witness!.Timeline, History = null })) with { Liveness = null };

    private static History Reborn(Func<ServerObservation, ServerObservation> plant) => Whole with { Reborn = plant(Whole.Reborn!) };
}
