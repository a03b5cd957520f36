using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Checks.Rules;

/// <summary>Whether recovery finds its way: every history file is there, the newest timeline descends from the backup, and has begun.</summary>
public sealed class TimelineRule : ICheckRule
{
    // One more than are spelt out.
    private const int MostNamed = 6;

    /// <inheritdoc/>
    public string Name => "timeline";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArchiveListing listing = evidence.Archive.Value.Listing;
        if (evidence.Chosen is not BackupSet backup || BackupChoice.TimelineOf(backup) is not uint from)
        {
            return [CheckFinding.CouldNotTell(Name, "there is no backup to begin with, or it was taken offline", "see 'backup'")];
        }

        if (evidence.Target.Kind == RecoveryTargetKind.Immediate)
        {
            return [CheckFinding.Safe(Name, $"'immediate' stays on the backup's own timeline {from}")];
        }

        uint newest = ArchiveView.TimelineOf(listing, evidence.Target.Timeline);
        // PostgreSQL asks for one history file after the other and takes the last one that is there: a missing one hides all behind it.
        string[] missing = [.. Missing(listing, from, newest).Take(MostNamed)];
        if (missing.Length > 0)
        {
            return [CheckFinding.NotSafe(Name, $"{Words.Names(missing)} is missing, so a restore ends on an older timeline than {newest}", "copy the file out of a server's pg_wal, or choose a target with its timeline")];
        }

        TimelineHistory path = evidence.Archive.Value.Path.Value;
        if (newest > 1 && newest != from && path.Switches.Count == 0)
        {
            return [CheckFinding.NotSafe(Name, $"{TimelineHistory.FileName(newest)} names no ancestors", "the history file is damaged: copy it out of a server's pg_wal")];
        }

        if (path.TimelineAt(backup.StartLsn) != from)
        {
            return
            [
                CheckFinding.NotSafe(
                    Name, $"timeline {newest} left the backup's timeline {from} before {backup.Label} began ({backup.StartLsn}): a restore ends with 'requested timeline {newest} is not a child of this server's history'",
                    "take a full backup on the present timeline, or choose a target with its timeline"),
            ];
        }

        return
        [
            listing.Newest(newest, evidence.SegmentSize) is null
                ? CheckFinding.NotSafe(
                    Name, $"timeline {newest} has a history file and no segment: a plain restore would replay what its parent wrote behind the fork at {path.Fork?.At}",
                    "wait until the server has archived its first segment (SELECT pg_switch_wal()), then check again")
                : CheckFinding.Safe(Name, newest == 1 ? "one timeline" : $"timeline {newest}, back to the backup's timeline {from}; every history file is there"),
        ];
    }

    // One at a time: a stray object may carry a number in the billions.
    private static IEnumerable<string> Missing(ArchiveListing listing, uint from, uint newest)
    {
        HashSet<uint> there = [.. listing.Histories];
        for (ulong t = Math.Max(from + 1UL, 2); t <= newest; t++)
        {
            if (!there.Contains((uint)t))
            {
                yield return TimelineHistory.FileName((uint)t);
            }
        }
    }
}
