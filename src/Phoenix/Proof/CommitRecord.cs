using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>One commit record of the archived WAL, read by pg_waldump from a copy fetched out of the repository before the wipe.</summary>
/// <param name="Xid">The transaction (32 bits, as WAL has it).</param>
/// <param name="Lsn">Start of the record.</param>
/// <param name="CommittedAt">The server's commit timestamp.</param>
public readonly record struct CommitRecord(uint Xid, Lsn Lsn, DateTimeOffset CommittedAt);
