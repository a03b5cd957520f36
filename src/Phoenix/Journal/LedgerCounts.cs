namespace Phoenix.Journal;

/// <summary>The ledger of one cycle in numbers of rows.</summary>
/// <param name="Attempted">Writes sent or about to be sent.</param>
/// <param name="Acknowledged">Those whose COMMIT was acknowledged.</param>
/// <param name="Failed">Those that cannot be there.</param>
/// <param name="InDoubt">Those that may be there or not.</param>
/// <param name="Present">Rows of this cycle found on the reborn server.</param>
/// <param name="Lost">Acknowledged and absent, where they had to be present.</param>
/// <param name="Unexpected">Present, though failed, never attempted or committed after the target.</param>
public sealed record LedgerCounts(long Attempted, long Acknowledged, long Failed, long InDoubt, long Present, long Lost, long Unexpected);
