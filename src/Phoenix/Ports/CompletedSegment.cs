using Phoenix.Recovery;

namespace Phoenix.Ports;

/// <summary>The last segment that a server which goes on writing has flushed to its end.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="FlushedLsn">How far the server has flushed: past the segment's end.</param>
/// <param name="Sha256">SHA-256, lower-case hex, of the segment's file on the server; null when the server has recycled it already, which it does only with archived ones.</param>
public sealed record CompletedSegment(WalSegment Segment, Lsn FlushedLsn, string? Sha256);
