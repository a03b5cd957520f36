using Phoenix.Recovery;

namespace Phoenix.Checks.Rules;

/// <summary>Whether recovery can reach the target: behind the backup's consistency point, and before the end of the archived WAL.</summary>
public sealed class TargetRule : ICheckRule
{
    /// <inheritdoc/>
    public string Name => "target";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        RecoveryTarget target = evidence.Target;
        if (evidence.Chosen is not BackupSet backup)
        {
            return [CheckFinding.NotSafe(Name, $"there is no backup that a restore to '{target}' could begin with", "see 'backup'")];
        }

        if (target.Kind == RecoveryTargetKind.Latest)
        {
            return [CheckFinding.Safe(Name, "the end of the archived WAL")];
        }

        if (target.Kind == RecoveryTargetKind.Immediate)
        {
            return [CheckFinding.Safe(Name, $"the consistency point of {backup.Label} at {backup.StopLsn}: every row that is only in WAL behind it is left out")];
        }

        ArchiveView archive = evidence.Archive.Value;
        WalSpan? span = WalSpan.Of(archive, backup, evidence.SegmentSize);
        if (span?.LastWhole(archive.Path.Value, backup.StartLsn) is not WalSegment last)
        {
            return [CheckFinding.NotSafe(Name, $"'{target}' cannot be reached: no WAL leads there", "see 'wal'")];
        }

        return [target.Kind switch
        {
            RecoveryTargetKind.Lsn => OfPosition(target, backup, last),
            RecoveryTargetKind.Time => OfTime(target, archive, last),
            _ => CheckFinding.CouldNotTell(Name, $"whether '{target}' lies between {backup.StopLsn} and {last.End} is known only to who reads that WAL (pg_waldump)", "use a time or an LSN, which can be told"),
        }];
    }

    private CheckFinding OfPosition(RecoveryTarget target, BackupSet backup, WalSegment last) =>
        Lsn.Parse(target.Value!) is Lsn lsn && lsn <= last.End
            ? CheckFinding.Safe(Name, $"{lsn} lies behind {backup.Label} ({backup.StopLsn}) and before the end of its WAL ({last.End})")
            : CheckFinding.NotSafe(Name, $"'{target}' lies behind the end of the WAL that can be replayed ({last.End})", "choose an earlier target, or wait until more is archived");

    // WAL does not say in its name when it was written. A segment stored after the moment holds, or follows, what was committed then.
    private CheckFinding OfTime(RecoveryTarget target, ArchiveView archive, WalSegment last)
    {
        DateTimeOffset time = RecoveryTargetParser.ParseTime(target.Value!);
        return archive.StoredAt.TryGetValue(last.Name, out DateTimeOffset stored) && stored >= time
            ? CheckFinding.Safe(Name, $"{last.Name}, the last segment that can be replayed, was stored at {stored:u}, after the target")
            : CheckFinding.NotSafe(Name, $"'{target}' lies behind the last segment that can be replayed ({last.Name}, stored at {stored:u}): recovery would end with 'recovery ended before configured recovery target was reached'", "choose an earlier target, or wait until more is archived");
    }
}
