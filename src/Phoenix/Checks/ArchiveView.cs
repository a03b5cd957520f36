using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Checks;

/// <summary>The archive of a stanza, as its listing shows it.</summary>
/// <param name="Listing">Segments and histories of the stanza's present cluster.</param>
/// <param name="Ids">Every archive id of the stanza (<c>15-1</c>, <c>15-2</c>): one for each cluster that ever archived to it.</param>
/// <param name="StoredAt">When each listed segment was stored.</param>
/// <param name="Path">The timelines that a restore follows: the history of the newest one, or of the one asked for.</param>
public sealed record ArchiveView(ArchiveListing Listing, IReadOnlyList<string> Ids, IReadOnlyDictionary<string, DateTimeOffset> StoredAt, Seen<TimelineHistory> Path)
{
    /// <summary>Whether the stanza's <c>archive.info</c> or its copy is there: without it no segment is found.</summary>
    public bool HasInfo { get; init; } = true;

    /// <summary>Segments that are stored as empty objects.</summary>
    public IReadOnlyCollection<string> Empty { get; init; } = [];

    /// <summary>The timeline that a restore ends on.</summary>
    /// <param name="asked">The one asked for; null for the newest.</param>
    /// <param name="listing">The archive.</param>
    public static uint TimelineOf(ArchiveListing listing, uint? asked)
    {
        ArgumentNullException.ThrowIfNull(listing);
        return asked ?? listing.NewestTimeline;
    }
}
