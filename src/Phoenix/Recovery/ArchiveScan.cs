using Phoenix.Ports;
using Phoenix.Proof;

namespace Phoenix.Recovery;

/// <summary>Finds holes in a listed WAL archive. Neither <c>pgbackrest info</c> nor <c>verify</c> sees them, and PostgreSQL promotes at one without an error.</summary>
public static class ArchiveScan
{
    /// <summary>Looks for every segment from the one that holds <paramref name="from"/> to <paramref name="to"/> along a timeline path.</summary>
    public static ArchiveObservation Scan(ArchiveListing listing, TimelineHistory path, Lsn from, WalSegment to)
    {
        int needed = 0;
        List<string> missing = [];
        List<string> duplicates = [];
        foreach (WalSegment segment in path.Path(from, to.End, to.Size))
        {
            needed++;
            if (!listing.Segments.TryGetValue(segment.Name, out IReadOnlyList<string>? stored) || stored.Count == 0)
            {
                missing.Add(segment.Name);
            }
            else if (stored.Count > 1)
            {
                duplicates.Add(segment.Name);
            }
        }

        return new ArchiveObservation(needed, missing, duplicates);
    }
}
