using Phoenix.Adapters.PostgreSql;
using Phoenix.Ports;
using Phoenix.Proof;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>The proof database of a PostgresCluster: its address is found anew for each call, because pods and passwords change with a rebirth.</summary>
/// <param name="server">The server.</param>
internal sealed class ClusterProofStore(ClusterServer server) : IProofStore
{
    /// <inheritdoc/>
    public async Task PrepareAsync(int accounts, long initialBalance, CancellationToken cancellationToken) =>
        await (await OpenAsync(cancellationToken)).PrepareAsync(accounts, initialBalance, cancellationToken);

    /// <inheritdoc/>
    public async Task<Sentinel> WriteSentinelAsync(Guid run, int cycle, SentinelName name, string content, CancellationToken cancellationToken) =>
        await (await OpenAsync(cancellationToken)).WriteSentinelAsync(run, cycle, name, content, cancellationToken);

    /// <inheritdoc/>
    public async Task<IProofWriter> OpenWriterAsync(CancellationToken cancellationToken) => await (await OpenAsync(cancellationToken)).OpenWriterAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<SentinelName, string>> ReadSentinelsAsync(Guid run, int cycle, CancellationToken cancellationToken) =>
        await (await OpenAsync(cancellationToken)).ReadSentinelsAsync(run, cycle, cancellationToken);

    /// <inheritdoc/>
    public async Task ReadLedgerAsync(Action<LedgerRow> visit, CancellationToken cancellationToken) => await (await OpenAsync(cancellationToken)).ReadLedgerAsync(visit, cancellationToken);

    /// <inheritdoc/>
    public async Task<long> CountLedgerByIndexAsync(CancellationToken cancellationToken) => await (await OpenAsync(cancellationToken)).CountLedgerByIndexAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AccountObservation>> ReadAccountsAsync(CancellationToken cancellationToken) => await (await OpenAsync(cancellationToken)).ReadAccountsAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken) => await (await OpenAsync(cancellationToken)).ReadClockAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ulong> ProbeWriteAsync(CancellationToken cancellationToken) => await (await OpenAsync(cancellationToken)).ProbeWriteAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<QueryObservation> QueryAsync(string database, string sql, string expected, CancellationToken cancellationToken) =>
        await (await OpenAsync(cancellationToken)).QueryAsync(database, sql, expected, cancellationToken);

    /// <inheritdoc/>
    public async Task DropAsync(CancellationToken cancellationToken) => await (await OpenAsync(cancellationToken)).DropAsync(cancellationToken);

    private async Task<ProofStore> OpenAsync(CancellationToken cancellationToken) => new(await server.OpenAsync(cancellationToken));
}
