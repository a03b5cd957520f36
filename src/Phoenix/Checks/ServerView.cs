using Phoenix.Drills;
using Phoenix.Recovery;

namespace Phoenix.Checks;

/// <summary>A running server, looked at as the gate of a wipe in mid-write does: nothing is switched, nothing is written.</summary>
/// <param name="Gate">What the gate judges. Where the server has recycled its last completed segment, the hash is that of the archived copy.</param>
/// <param name="Flushed">How far the server has flushed its WAL.</param>
/// <param name="Archived">End of the last segment that is listed without a gap before it.</param>
/// <param name="IsRecycled">Whether the server has recycled its last completed segment, so that its file could not be compared with the archived one.</param>
public sealed record ServerView(GateEvidence Gate, Lsn Flushed, Lsn Archived, bool IsRecycled);
