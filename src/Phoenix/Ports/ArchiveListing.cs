using System.Globalization;
using Phoenix.Recovery;

namespace Phoenix.Ports;

/// <summary>The WAL archive of one stanza as the bucket lists it.</summary>
/// <param name="ArchiveId">pgBackRest's archive id of the current cluster, e.g. <c>15-1</c>.</param>
/// <param name="Segments">Segment name to the SHA-1 suffixes under which it is stored (more than one: stored twice with different content).</param>
/// <param name="Partials">Names of <c>.partial</c> segments.</param>
/// <param name="Histories">Timelines whose history file is stored.</param>
public sealed record ArchiveListing(
    string ArchiveId,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Segments,
    IReadOnlyList<string> Partials,
    IReadOnlyList<uint> Histories)
{
    /// <summary>The newest timeline of which a history file or a segment is listed; 1 for an empty archive.</summary>
    public uint NewestTimeline =>
        Segments.Keys.Select(name => uint.Parse(name.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).Concat(Histories).DefaultIfEmpty(1u).Max();

    /// <summary>The last segment that follows on a listed one without a gap. The archiver pushes several at once, so a later one may be there before an earlier one.</summary>
    /// <param name="listed">Where to begin; it is taken to be listed.</param>
    public WalSegment NewestWithoutGap(WalSegment listed)
    {
        WalSegment newest = listed;
        while (Segments.ContainsKey(newest.Next.Name))
        {
            newest = newest.Next;
        }

        return newest;
    }

    /// <summary>The newest segment listed on <paramref name="timeline"/>; null for none.</summary>
    public WalSegment? Newest(uint timeline, uint segmentSize)
    {
        WalSegment? newest = null;
        foreach (string name in Segments.Keys)
        {
            if (WalSegment.TryParse(name, segmentSize, out WalSegment s) && s.Timeline == timeline && (newest is null || s.Number > newest.Value.Number))
            {
                newest = s;
            }
        }

        return newest;
    }
}
