using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>What the <c>restore_command</c> of one rebirth knows.</summary>
/// <param name="Request">The rebirth: its timelines and the newest segment that is known to be archived.</param>
/// <param name="ConfigDirectory">pgBackRest's <c>--config-path</c>.</param>
/// <param name="Stanza">Stanza.</param>
/// <param name="DataDirectory">The reborn server's data directory.</param>
/// <param name="ArchiveAsync">Whether the configuration fetches WAL in the background: a "not found" is then asked for once more.</param>
/// <param name="RetryBound">How long errors are retried before recovery is stopped.</param>
public sealed record RestoreWalSettings(
    RestoreRequest Request,
    string ConfigDirectory,
    string Stanza,
    string DataDirectory,
    bool ArchiveAsync,
    TimeSpan RetryBound)
{
    /// <summary>The program: a name looked up in the server's PATH, or an absolute path.</summary>
    public string Program { get; init; } = "pgbackrest";

    /// <summary><c>wal_segment_size</c> in bytes.</summary>
    public uint SegmentSize { get; init; } = WalSegment.DefaultSize;
}
