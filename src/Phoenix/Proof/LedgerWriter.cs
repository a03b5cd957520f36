namespace Phoenix.Proof;

/// <summary>What one writer did in a cycle.</summary>
/// <param name="Writer">The writer.</param>
/// <param name="Attempted">Its attempts.</param>
/// <param name="Acknowledged">Those that were acknowledged.</param>
/// <param name="LastAcknowledgedAt">When the last acknowledgement came, nanoseconds since the ledger's epoch; null for none.</param>
public readonly record struct LedgerWriter(int Writer, long Attempted, long Acknowledged, long? LastAcknowledgedAt);
