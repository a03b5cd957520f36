using Phoenix.Proof;

namespace Phoenix.Ports;

/// <summary>
/// The database <c>phoenix_proof</c> on one server, through one address. Phoenix makes and drops it; nothing else on the server is
/// written. Errors: <see cref="Errors.PhoenixException"/> ToolFailed with the SQLSTATE, or TimedOut.
/// </summary>
public interface IProofStore
{
    /// <summary>Drops what an earlier cycle left and makes database, tables and <paramref name="accounts"/> accounts of <paramref name="initialBalance"/> each.</summary>
    Task PrepareAsync(int accounts, long initialBalance, CancellationToken cancellationToken);

    /// <summary>Writes one sentinel and returns it once its commit was acknowledged.</summary>
    Task<Sentinel> WriteSentinelAsync(Guid run, int cycle, SentinelName name, string content, CancellationToken cancellationToken);

    /// <summary>Opens a writer's own connection.</summary>
    Task<IProofWriter> OpenWriterAsync(CancellationToken cancellationToken);

    /// <summary>The sentinels of one cycle that are there.</summary>
    Task<IReadOnlyDictionary<SentinelName, string>> ReadSentinelsAsync(Guid run, int cycle, CancellationToken cancellationToken);

    /// <summary>Streams every ledger row (all runs, all cycles) to <paramref name="visit"/>, with flat memory. Rows come in no order.</summary>
    Task ReadLedgerAsync(Action<LedgerRow> visit, CancellationToken cancellationToken);

    /// <summary>Counts the ledger through its primary key alone (index scan forced), to be compared with what the sequential read returned.</summary>
    Task<long> CountLedgerByIndexAsync(CancellationToken cancellationToken);

    /// <summary>Reads every account twice, by sequential scan and by index (both forced).</summary>
    Task<IReadOnlyList<AccountObservation>> ReadAccountsAsync(CancellationToken cancellationToken);

    /// <summary>The server's <c>clock_timestamp()</c>.</summary>
    Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken);

    /// <summary>Commits one row of its own and reads it back.</summary>
    /// <returns>The transaction's id.</returns>
    Task<ulong> ProbeWriteAsync(CancellationToken cancellationToken);

    /// <summary>Runs the owner's query read-only in <paramref name="database"/> and compares its first value as text.</summary>
    Task<QueryObservation> QueryAsync(string database, string sql, string expected, CancellationToken cancellationToken);

    /// <summary>Drops the database; succeeds when it is not there.</summary>
    Task DropAsync(CancellationToken cancellationToken);
}
