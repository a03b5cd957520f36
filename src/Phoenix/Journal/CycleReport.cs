namespace Phoenix.Journal;

/// <summary>
/// The figures of one cycle that events do not carry. The drill journals it (<see cref="JournalEvent.CycleReported"/>) after
/// the last finding, so that a resumed run can still write the evidence of the cycles before.
/// </summary>
/// <param name="RtaSeconds">RTA: from wipe start to the first verified read and write, in seconds; null when none was verified.</param>
/// <param name="Rpa">RPA; null when the ledger or the reborn server was not read.</param>
/// <param name="Sentinels">The sentinels, in order of name.</param>
/// <param name="Ledger">The ledger in numbers; null when it was not compared.</param>
/// <param name="Database">The database before and after; null when neither was observed.</param>
public sealed record CycleReport(
    double? RtaSeconds,
    RecoveryPointActual? Rpa,
    IReadOnlyList<SentinelResult> Sentinels,
    LedgerCounts? Ledger,
    DatabaseResult? Database);
