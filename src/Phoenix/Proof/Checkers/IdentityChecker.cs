using Phoenix.Recovery;

namespace Phoenix.Proof.Checkers;

/// <summary>The examined server is the reborn one: started after the wipe, the same cluster, forked from the witness's timeline where replay ended.</summary>
public sealed class IdentityChecker : IChecker
{
    /// <inheritdoc/>
    public string Name => "identity";

    /// <inheritdoc/>
    public Finding Check(History history)
    {
        var finding = new FindingBuilder(Name);
        finding.DoubtIf(history.Wipe is null, "the wipe was not observed");
        finding.DoubtIf(history.Witness is null, "there is no witness");
        finding.DoubtIf(history.ReplayedLsn is null, "the replayed LSN is not known");
        if (history.Reborn is not ServerObservation reborn)
        {
            finding.Doubt("the reborn server was not observed");
            return finding.Build("");
        }

        // A rebirth may be held as a standby of its repository until it was compared; one that was let loose must have left recovery.
        bool isHeldStandby = reborn is { InRecovery: true, ReplayedTo: not null } && history.Liveness is null;
        finding.RefuteIf(reborn.InRecovery && !isHeldStandby, "the server is still in recovery");
        if (history.Wipe is WipeObservation wipe)
        {
            finding.RefuteIf(reborn.StartedAt <= wipe.EndedAt, $"the server started at {reborn.StartedAt:O}, not after the wipe ended at {wipe.EndedAt:O}");
        }

        if (history.Witness is Witness witness)
        {
            finding.DoubtIf(witness.Run != history.Run || witness.Cycle != history.Cycle, "the witness is of another run or cycle");
            finding.RefuteIf(reborn.SystemIdentifier != witness.SystemIdentifier, $"the server is cluster {reborn.SystemIdentifier}, not {witness.SystemIdentifier}");
            finding.RefuteIf(!isHeldStandby && reborn.Timeline <= witness.Timeline, $"the server writes timeline {reborn.Timeline}, not a later one than {witness.Timeline}");
            finding.RefuteIf(isHeldStandby && reborn.Timeline != witness.Timeline, $"the server replays timeline {reborn.Timeline}, not {witness.Timeline}");
            CheckReplayed(history, witness, finding);
        }

        CheckBackup(history, reborn, finding);
        if (isHeldStandby)
        {
            return finding.Build($"cluster {reborn.SystemIdentifier}, held as a standby that replayed timeline {reborn.Timeline} to {history.ReplayedLsn}");
        }

        CheckFork(history, reborn, finding);
        return finding.Build($"cluster {reborn.SystemIdentifier} on timeline {reborn.Timeline}, forked from {history.Witness?.Timeline} at {history.ReplayedLsn}");
    }

    private static void CheckReplayed(History history, Witness witness, FindingBuilder finding)
    {
        bool mayLoseTail = history.WipeAt == WipeMode.Instant && !history.SynchronousStream;
        if (history.Target.Kind == RecoveryTargetKind.Latest && history.ReplayedLsn is Lsn replayed)
        {
            (Lsn least, string what) = mayLoseTail
                ? (witness.MustReplayTo, "the last segment that was archived before the wipe")
                : (witness.LastAcknowledgedLsn, "the last acknowledged write");

            // The segment is named because it is what to look at: what stopped replay there is missing or damaged.
            finding.RefuteIf(
                replayed < least,
                $"replay ended at {replayed}, in segment {WalSegment.Containing(witness.Timeline, replayed, witness.SegmentSize).Name}, before {what} at {least}");
        }
    }

    // With all WAL in the archive an older backup brings everything back too, and says nothing of the one that the cycle took.
    private static void CheckBackup(History history, ServerObservation reborn, FindingBuilder finding)
    {
        finding.DoubtIf(history.Backup is null, "the backup is not known");
        finding.DoubtIf(reborn.BackupStart is null, "the backup that the server was restored from is not known");
        if (history.Backup is BackupSet backup && reborn.BackupStart is Lsn start)
        {
            finding.RefuteIf(start != backup.StartLsn, $"the server was restored from a backup that began at {start}, not from {backup.Label}, which this cycle took and which began at {backup.StartLsn}");
        }
    }

    private static void CheckFork(History history, ServerObservation reborn, FindingBuilder finding)
    {
        if (reborn.History is not TimelineHistory path)
        {
            finding.Doubt("the server's timeline history was not read");
            return;
        }

        finding.RefuteIf(path.Timeline != reborn.Timeline, $"the history is of timeline {path.Timeline}, the server writes {reborn.Timeline}");
        if (path.Fork is not TimelineSwitch fork)
        {
            finding.Refute("the server's timeline has no parent: it was not reborn from a backup");
            return;
        }

        finding.RefuteIf(history.Witness is Witness w && fork.Parent != w.Timeline, $"the server forked from timeline {fork.Parent}, not {history.Witness?.Timeline}");
        finding.RefuteIf(history.ReplayedLsn is Lsn replayed && fork.At != replayed, $"the server forked at {fork.At}, but replay ended at {history.ReplayedLsn}");
    }
}
