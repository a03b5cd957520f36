using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>One attempt, as its client recorded it, and whether its row was found.</summary>
/// <param name="Writer">The writer.</param>
/// <param name="Number">Its counter, from 1 without gaps.</param>
/// <param name="Outcome">How it ended; <see cref="WriteOutcome.Pending"/> counts as in doubt.</param>
/// <param name="Present">Whether the reborn server has its row, unaltered.</param>
/// <param name="SentAt">Nanoseconds since the ledger's epoch, before the first byte was sent.</param>
/// <param name="EndedAt">Nanoseconds since the ledger's epoch, after the outcome was known; <see cref="long.MaxValue"/> while pending.</param>
/// <param name="InsertLsn">Lower bound of its commit record; zero when unknown.</param>
/// <param name="Xid">Its transaction, 64 bits; zero when unknown.</param>
public readonly record struct LedgerEntry(
    int Writer,
    long Number,
    WriteOutcome Outcome,
    bool Present,
    long SentAt,
    long EndedAt,
    Lsn InsertLsn,
    ulong Xid)
{
    /// <summary>Acknowledged.</summary>
    public bool Acknowledged => Outcome == WriteOutcome.Acknowledged;

    /// <summary>Acknowledged and absent.</summary>
    public bool Lost => Acknowledged && !Present;

    /// <summary>In doubt, or pending.</summary>
    public bool InDoubt => Outcome is WriteOutcome.InDoubt or WriteOutcome.Pending;

    /// <summary>For messages: writer and number.</summary>
    public override string ToString() => $"writer {Writer} number {Number}";
}
