namespace Phoenix.Proof;

/// <summary>One account, read twice.</summary>
/// <param name="Id">The account.</param>
/// <param name="BySequentialScan">Balance found by a sequential scan; null when no row was found.</param>
/// <param name="ByIndex">Balance found through the primary key; null when no row was found.</param>
public readonly record struct AccountObservation(int Id, long? BySequentialScan, long? ByIndex);
