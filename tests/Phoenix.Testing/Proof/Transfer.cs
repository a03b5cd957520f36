using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Testing.Proof;

/// <summary>One simulated transfer: what its client recorded, what the archive holds of it, and what the reborn server shows. Tests spoil it.</summary>
public sealed class Transfer
{
    public required int Writer { get; init; }

    public required long Number { get; init; }

    public required WriteOutcome Outcome { get; set; }

    public required long SentAt { get; set; }

    public required long EndedAt { get; set; }

    public required Lsn InsertLsn { get; set; }

    public required ulong Xid { get; set; }

    /// <summary>Its commit record; null when it did not commit, or when the archive does not hold it.</summary>
    public CommitRecord? Commit { get; set; }

    /// <summary>What the client put into its ledger.</summary>
    public required LedgerRow Attempted { get; init; }

    /// <summary>The row that the reborn server returns; null for none.</summary>
    public LedgerRow? Row { get; set; }

    /// <summary>Whether the reborn server has its money moved.</summary>
    public bool Money { get; set; }

    public bool Acknowledged => Outcome == WriteOutcome.Acknowledged;

    /// <summary>Takes it off the reborn server, row and money.</summary>
    public void Lose()
    {
        Row = null;
        Money = false;
    }

    /// <summary>Puts it on the reborn server, row and money.</summary>
    public void Keep()
    {
        Row = Attempted;
        Money = true;
    }
}
