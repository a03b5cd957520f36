using System.Globalization;
using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Checks;

/// <summary>Which backup a restore begins with.</summary>
public static class BackupChoice
{
    private const uint Smallest = 1 << 20;
    private const uint Largest = 1 << 30;

    /// <summary>The newest backup that ended before the target; null for none. A transaction or a restore point does not say where it lies: the newest.</summary>
    public static BackupSet? For(RepositoryInfo info, RecoveryTarget target)
    {
        ArgumentNullException.ThrowIfNull(info);
        ArgumentNullException.ThrowIfNull(target);
        return target.Kind switch
        {
            // Known to the second: one that ended in the target's own second may have ended behind it.
            RecoveryTargetKind.Time => info.Backups.LastOrDefault(b => b.StoppedAt < RecoveryTargetParser.ParseTime(target.Value!)),
            RecoveryTargetKind.Lsn => info.Backups.LastOrDefault(b => b.StopLsn <= Lsn.Parse(target.Value!)),
            _ => info.Backups.LastOrDefault(),
        };
    }

    /// <summary>The timeline on which a backup was taken; null for one that was taken offline.</summary>
    public static uint? TimelineOf(BackupSet backup)
    {
        ArgumentNullException.ThrowIfNull(backup);
        return backup.StartSegment.Length == 24 && uint.TryParse(backup.StartSegment.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint timeline) ? timeline : null;
    }

    /// <summary>The segment size with which the backups' positions lie in the segments that they name; PostgreSQL's default where they do not say.</summary>
    public static uint SegmentSize(IReadOnlyList<BackupSet> backups)
    {
        ArgumentNullException.ThrowIfNull(backups);
        if (backups.All(b => Fits(b, WalSegment.DefaultSize)))
        {
            return WalSegment.DefaultSize;
        }

        for (uint size = Smallest; size <= Largest; size *= 2)
        {
            if (backups.All(b => Fits(b, size)))
            {
                return size;
            }
        }

        return WalSegment.DefaultSize;
    }

    private static bool Fits(BackupSet b, uint size) =>
        TimelineOf(b) is not uint timeline || WalSegment.Containing(timeline, b.StartLsn, size).Name == b.StartSegment;
}
