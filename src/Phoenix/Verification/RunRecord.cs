namespace Phoenix.Verification;

/// <summary>The bytes that a run left behind, as they are found now.</summary>
/// <param name="Evidence">Bytes of <c>evidence.json</c>.</param>
/// <param name="Journal">Bytes of <c>journal.ndjson</c>; null when only the evidence is at hand.</param>
/// <param name="Signature">Bytes of <c>evidence.json.sig</c>; null when there is no such file.</param>
/// <param name="Folder">Name of the run's folder; null for a file that lies elsewhere.</param>
/// <param name="Neighbours">The other runs; null for a file that lies elsewhere.</param>
public sealed record RunRecord(
    ReadOnlyMemory<byte> Evidence,
    ReadOnlyMemory<byte>? Journal,
    ReadOnlyMemory<byte>? Signature,
    string? Folder,
    RunNeighbours? Neighbours)
{
    /// <summary>The clients' ledgers that are there; null for a file that lies elsewhere.</summary>
    public IReadOnlyList<LedgerFiles>? Ledgers { get; init; }

    /// <summary>Whether the run's bulk, its ledgers included, was removed on request.</summary>
    public bool IsPruned { get; init; }
}
