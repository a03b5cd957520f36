using Phoenix.Recovery;

namespace Phoenix.Ports;

/// <summary>Who the running server is, before the wipe.</summary>
/// <param name="SystemIdentifier">From <c>pg_control_system()</c>.</param>
/// <param name="Timeline">The timeline it writes, from the current WAL file name.</param>
/// <param name="SegmentSize"><c>wal_segment_size</c> in bytes.</param>
/// <param name="ChecksumsEnabled">Whether data checksums are on.</param>
/// <param name="Version"><c>server_version</c>.</param>
/// <param name="InsertLsn">The current insert position.</param>
public sealed record ServerIdentity(ulong SystemIdentifier, uint Timeline, uint SegmentSize, bool ChecksumsEnabled, string Version, Lsn InsertLsn)
{
    /// <summary>The next transaction id that a writer will get (<c>pg_snapshot_xmax</c>): unchanged means that nobody wrote.</summary>
    public ulong NextXid { get; init; }
}
