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
            RecoveryTargetKind.Time => OfTime(target, archive, last, evidence.NewestCommit),
            _ => CheckFinding.CouldNotTell(Name, $"whether '{target}' lies between {backup.StopLsn} and {last.End} is known only to who reads that WAL (pg_waldump)", "use a time or an LSN, which can be told"),
        }];
    }

    // Recovery stops at the first record behind the position. What follows in the last segment is known to nobody who has not read it: it may have been closed early.
    private CheckFinding OfPosition(RecoveryTarget target, BackupSet backup, WalSegment last) => Lsn.Parse(target.Value!) switch
    {
        var lsn when lsn > last.End => CheckFinding.NotSafe(Name, $"'{target}' lies behind the end of the WAL that can be replayed ({last.End})", "choose an earlier target, or wait until more is archived"),
        var lsn when lsn > last.Start => CheckFinding.CouldNotTell(
            Name, $"{lsn} lies in {last.Name}, the last segment that can be replayed: whether a record follows there is known only to who reads it (pg_waldump)", "wait until one more segment is archived, or choose an earlier target"),
        var lsn => CheckFinding.Safe(Name, $"{lsn} lies behind {backup.Label} ({backup.StopLsn}) and before the last segment that can be replayed ({last.Name})"),
    };

    // WAL does not say in its name when it was written, and a copy of a bucket is younger than all that is in it: a later commit is the proof. Without one recovery ends in an error.
    private CheckFinding OfTime(RecoveryTarget target, ArchiveView archive, WalSegment last, Seen<NewestCommit>? newest)
    {
        const string Fix = "choose an earlier target, or wait until more is archived";
        DateTimeOffset time = RecoveryTargetParser.ParseTime(target.Value!);
        if (!archive.StoredAt.TryGetValue(last.Name, out DateTimeOffset stored) || stored < time)
        {
            return CheckFinding.NotSafe(Name, $"'{target}' lies behind the last segment that can be replayed ({last.Name}, stored at {stored:u}): recovery would end with 'recovery ended before configured recovery target was reached'", Fix);
        }

        return newest switch
        {
            null => CheckFinding.CouldNotTell(Name, "nobody looked for a commit behind the target", "please report this"),
            { Trouble: { } e } => CheckFinding.CouldNotTell(Name, $"whether a commit lies behind the target was not seen: {e.Message}", e.Hint),
            { Value.At: DateTimeOffset at } when at > time => CheckFinding.Safe(Name, $"the WAL up to {last.Name} has a commit of {at:u}, after the target"),
            { Value.IsWhole: false } => CheckFinding.CouldNotTell(Name, $"no commit behind the target was found in the WAL up to {last.Name}, and not all of it could be read", Fix),
            { Value: { } none } => CheckFinding.NotSafe(
                Name, $"the WAL up to {last.Name} has no commit after the target{(none.At is DateTimeOffset at ? $", the newest is of {at:u}" : "")}: recovery would end with 'recovery ended before configured recovery target was reached'", Fix),
        };
    }
}
