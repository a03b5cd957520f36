namespace Phoenix.Proof;

/// <summary>What a ledger file says of itself.</summary>
/// <param name="Run">The run that wrote it.</param>
/// <param name="Cycle">The cycle.</param>
/// <param name="Writer">The writer.</param>
/// <param name="Epoch">Where the times of its records count from; the same for all writers of a cycle. To the 100 ns.</param>
public readonly record struct LedgerHeader(Guid Run, int Cycle, int Writer, DateTimeOffset Epoch);
