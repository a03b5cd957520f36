namespace Phoenix.Journal;

/// <summary>RPA: acknowledged commits that were lost, in the three measures of an RPO.</summary>
/// <param name="Rows">Acknowledged ledger rows that are not there.</param>
/// <param name="WalBytes">WAL between the first of them and the last acknowledged LSN, in bytes; null when it was not measured.</param>
/// <param name="Seconds">Time between the first lost acknowledgement and the wipe, in seconds; null when it was not measured.</param>
public sealed record RecoveryPointActual(long Rows, long? WalBytes, double? Seconds);
