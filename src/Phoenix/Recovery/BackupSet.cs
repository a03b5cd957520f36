namespace Phoenix.Recovery;

/// <summary>One backup in the repository, as <c>pgbackrest info</c> reports it.</summary>
/// <param name="Label">pgBackRest's label, e.g. <c>20260210-145402F</c>.</param>
/// <param name="Type"><c>full</c>, <c>diff</c> or <c>incr</c>.</param>
/// <param name="StartLsn">Where the backup's checkpoint lies: recovery starts here.</param>
/// <param name="StopLsn">Where the backup became consistent.</param>
/// <param name="StartSegment">First WAL segment that the backup needs.</param>
/// <param name="StopSegment">Last WAL segment that the backup needs.</param>
/// <param name="StartedAt">Start, by the database host's clock, to the second.</param>
/// <param name="StoppedAt">End, by the database host's clock, to the second.</param>
/// <param name="SystemIdentifier">The cluster that was backed up.</param>
/// <param name="HasPageErrors">Whether pgBackRest found pages with wrong checksums.</param>
/// <param name="DatabaseBytes">Size of the database at the backup.</param>
public sealed record BackupSet(
    string Label,
    string Type,
    Lsn StartLsn,
    Lsn StopLsn,
    string StartSegment,
    string StopSegment,
    DateTimeOffset StartedAt,
    DateTimeOffset StoppedAt,
    ulong SystemIdentifier,
    bool HasPageErrors,
    long DatabaseBytes);
