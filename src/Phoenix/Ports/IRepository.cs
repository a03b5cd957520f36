using Phoenix.Recovery;

namespace Phoenix.Ports;

/// <summary>
/// The pgBackRest repository, seen from outside the stack with the configuration and credentials that a restore will use. Read only.
/// Errors: <see cref="Errors.PhoenixException"/> with Repository* or ToolFailed, naming the cause.
/// </summary>
public interface IRepository
{
    /// <summary>Where it is.</summary>
    RepositoryLocation Location { get; }

    /// <summary>What pgBackRest says of the stanza.</summary>
    Task<RepositoryInfo> ReadInfoAsync(CancellationToken cancellationToken);

    /// <summary>The WAL archive as the bucket lists it.</summary>
    Task<ArchiveListing> ListArchiveAsync(CancellationToken cancellationToken);

    /// <summary>SHA-256, lower-case hex, over every key, size and tag under the repository's path: equal listings, equal digests.</summary>
    Task<string> DigestListingAsync(CancellationToken cancellationToken);

    /// <summary>Fetches and decrypts a segment into <paramref name="directory"/> under its plain name.</summary>
    /// <returns>SHA-256, lower-case hex, of the segment; null when the archive has no such segment.</returns>
    Task<string?> FetchSegmentAsync(WalSegment segment, string directory, CancellationToken cancellationToken);

    /// <summary>Reads a timeline's history file; null when the archive has none.</summary>
    Task<TimelineHistory?> ReadHistoryAsync(uint timeline, CancellationToken cancellationToken);
}
