using Phoenix.Recovery;

namespace Phoenix.Ports;

/// <summary>A segment closed on purpose behind a named restore point.</summary>
/// <param name="RestorePoint">The restore point's name.</param>
/// <param name="RestorePointLsn">Its position.</param>
/// <param name="Segment">The segment that holds it; closed when the call returned, in the archive some time later.</param>
/// <param name="Sha256">SHA-256, lower-case hex, of the closed segment file on the server.</param>
public sealed record ClosedSegment(string RestorePoint, Lsn RestorePointLsn, WalSegment Segment, string Sha256);
