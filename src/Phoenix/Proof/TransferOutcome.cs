using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>What a client learnt of one transfer.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="InsertLsn"><c>pg_current_wal_insert_lsn()</c> as the last statement inside the transaction: a lower bound of its commit record; zero when unknown.</param>
/// <param name="Xid"><c>pg_current_xact_id()</c> (64 bits, with epoch); zero when unknown.</param>
/// <param name="Reason">SQLSTATE and message for anything but an acknowledgement; never a secret.</param>
public readonly record struct TransferOutcome(WriteOutcome Outcome, Lsn InsertLsn, ulong Xid, string? Reason)
{
    /// <summary>The command tag COMMIT arrived.</summary>
    public static TransferOutcome Acknowledged(Lsn insertLsn, ulong xid) => new(WriteOutcome.Acknowledged, insertLsn, xid, null);

    /// <summary>An error before COMMIT was sent.</summary>
    public static TransferOutcome Failed(string reason) => new(WriteOutcome.Failed, Lsn.Zero, 0, reason);

    /// <summary>The connection was lost around COMMIT, or the acknowledgement carried a notice.</summary>
    public static TransferOutcome InDoubt(Lsn insertLsn, ulong xid, string reason) => new(WriteOutcome.InDoubt, insertLsn, xid, reason);
}
