using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Checks;

/// <summary>The WAL that a restore needs: from the chosen backup's start along the timelines to the newest segment that is listed.</summary>
/// <param name="Timeline">The timeline that it ends on.</param>
/// <param name="First">The first segment.</param>
/// <param name="Last">The newest segment.</param>
/// <param name="Scan">What is needed, missing, and stored twice.</param>
public sealed record WalSpan(uint Timeline, WalSegment First, WalSegment Last, ArchiveObservation Scan)
{
    /// <summary>Scans the listing.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="backup">The backup that a restore begins with.</param>
    /// <param name="segmentSize">Bytes of a segment.</param>
    /// <returns>Null when the timeline that a restore would follow has no segment, or none at or behind the backup's start.</returns>
    public static WalSpan? Of(ArchiveView archive, BackupSet backup, uint segmentSize)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(backup);
        TimelineHistory path = archive.Path.Value;
        if (archive.Listing.Newest(path.Timeline, segmentSize) is not WalSegment newest || newest.End <= backup.StartLsn)
        {
            return null;
        }

        WalSegment first = path.Path(backup.StartLsn, newest.End, segmentSize).First();
        return new WalSpan(path.Timeline, first, newest, ArchiveScan.Scan(archive.Listing, path, backup.StartLsn, newest));
    }

    /// <summary>The newest segment up to which nothing is missing; null when the first one is missing.</summary>
    /// <param name="path">The timelines.</param>
    /// <param name="from">The backup's start.</param>
    public WalSegment? LastWhole(TimelineHistory path, Lsn from)
    {
        ArgumentNullException.ThrowIfNull(path);
        WalSegment? whole = null;
        foreach (WalSegment segment in path.Path(from, Last.End, Last.Size))
        {
            if (Scan.Missing.Contains(segment.Name))
            {
                break;
            }

            whole = segment;
        }

        return whole;
    }
}
