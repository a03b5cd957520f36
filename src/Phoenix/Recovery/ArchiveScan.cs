using Phoenix.Ports;
using Phoenix.Proof;

namespace Phoenix.Recovery;

/// <summary>
/// Looks for holes in a listed archive. Neither <c>pgbackrest info</c> nor <c>verify</c> shows one, and recovery promotes at it without an error.
/// </summary>
public static class ArchiveScan
{
    /// <summary>Compares what recovery needs with what is listed.</summary>
    /// <param name="listing">The archive as the bucket lists it.</param>
    /// <param name="path">The timelines that recovery follows.</param>
    /// <param name="from">Where recovery starts: the backup's start.</param>
    /// <param name="to">The last segment needed; it lies on the path.</param>
    /// <returns>
    /// The needed segments, those not listed (and the path's history file, if it has one and it is not listed), and those needed that are
    /// stored more than once.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="to"/> is not on the path, or lies before <paramref name="from"/>: nothing could be said about it.</exception>
    public static ArchiveObservation Scan(ArchiveListing listing, TimelineHistory path, Lsn from, WalSegment to)
    {
        if (from >= to.End)
        {
            throw new ArgumentException($"the last segment {to} lies before the start {from}", nameof(to));
        }

        int needed = 0;
        WalSegment last = default;
        List<string> missing = [];
        List<string> duplicates = [];
        foreach (WalSegment segment in path.Path(from, to.End, to.Size))
        {
            needed++;
            last = segment;
            if (!listing.Segments.TryGetValue(segment.Name, out IReadOnlyList<string>? stored) || stored.Count == 0)
            {
                missing.Add(segment.Name);
            }
            else if (stored.Count > 1)
            {
                duplicates.Add(segment.Name);
            }
        }

        if (last != to)
        {
            throw new ArgumentException($"the last segment {to} is not on the path, which has {last} there", nameof(to));
        }

        // Without it PostgreSQL would not know of the timeline and end on an older one.
        if (path.Switches.Count > 0 && !listing.Histories.Contains(path.Timeline))
        {
            missing.Add(TimelineHistory.FileName(path.Timeline));
        }

        return new ArchiveObservation(needed, missing, duplicates);
    }
}
