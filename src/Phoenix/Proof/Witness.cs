using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>What is known outside the stack about its last state before the wipe.</summary>
/// <param name="Run">The run.</param>
/// <param name="Cycle">The cycle.</param>
/// <param name="SystemIdentifier">The cluster's identity.</param>
/// <param name="Timeline">The timeline it wrote.</param>
/// <param name="LastAcknowledgedLsn">Insert LSN of the last acknowledged write: it and all before it must be replayed for <c>latest</c>.</param>
/// <param name="ClosedLsn">The restore point behind the last write: the last position that must be there to replay (planned wipe), or the end of what is known to be archived.</param>
/// <param name="LastSegment">Name of the last segment that the gate saw listed in the repository.</param>
/// <param name="BackupLabel">The full backup that the cycle took.</param>
/// <param name="Sentinels">The sentinels written.</param>
/// <param name="AcknowledgedRows">Number of acknowledged ledger rows.</param>
/// <param name="LedgerSha256">SHA-256, lower-case hex, over the client's ledger files in writer order; empty before an instant wipe, because they were still written.</param>
/// <param name="RecordedAt">When this was put down.</param>
public sealed record Witness(
    Guid Run,
    int Cycle,
    ulong SystemIdentifier,
    uint Timeline,
    Lsn LastAcknowledgedLsn,
    Lsn ClosedLsn,
    string LastSegment,
    string BackupLabel,
    IReadOnlyList<Sentinel> Sentinels,
    long AcknowledgedRows,
    string LedgerSha256,
    DateTimeOffset RecordedAt)
{
    /// <summary>When the wipe was to hit.</summary>
    public WipeMode WipeAt { get; init; }

    /// <summary>
    /// Where recovery to the latest has to come to at least. Before an instant wipe acknowledged writes are known to be in the stack only, so it is the
    /// last archived segment; not its end, because its last record may go on in the next one, and is not replayed then.
    /// </summary>
    public Lsn MustReplayTo => WipeAt == WipeMode.Instant ? WalSegment.EndingAt(Timeline, ClosedLsn, SegmentSize).Start : LastAcknowledgedLsn;

    /// <summary>Insert position before the first write of the cycle: commit records are read from here.</summary>
    public Lsn LoadStart { get; init; }

    /// <summary>The incarnation of the database that the gate judged; null where the stack has no such thing.</summary>
    public string? Incarnation { get; init; }

    /// <summary>WAL segment size in bytes.</summary>
    public uint SegmentSize { get; init; } = WalSegment.DefaultSize;
}
