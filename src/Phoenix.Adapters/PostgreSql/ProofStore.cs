using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>The proof database of one server, over SQL.</summary>
/// <param name="settings">The address and the bounds.</param>
public sealed class ProofStore(ConnectionSettings settings) : IProofStore
{
    private const string AccountsSql = "SELECT id, balance FROM public.accounts";
    private const string AccountsByIndexSql = "SELECT id, balance FROM public.accounts ORDER BY id";
    private const string CountSql = "SELECT count(*) FROM public.ledger";

    /// <inheritdoc/>
    public async Task PrepareAsync(int accounts, long initialBalance, CancellationToken cancellationToken)
    {
        await DropAsync(cancellationToken).ConfigureAwait(false);
        await RunAsync("making the proof database", async () =>
        {
            // template0: nothing that the owner put into template1 belongs here, and no session can block the copy.
            await ExecuteAsync(ProofSchema.MaintenanceDatabase, $"CREATE DATABASE {ProofSchema.Database} TEMPLATE template0", cancellationToken).ConfigureAwait(false);
            await ExecuteAsync(
                ProofSchema.Database,
                string.Create(CultureInfo.InvariantCulture, $"{ProofSchema.Tables} INSERT INTO public.accounts SELECT i, {initialBalance} FROM generate_series(0, {accounts - 1}) i"),
                cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task DropAsync(CancellationToken cancellationToken) => RunAsync(
        "dropping the proof database",
        () => ExecuteAsync(ProofSchema.MaintenanceDatabase, $"DROP DATABASE IF EXISTS {ProofSchema.Database} WITH (FORCE)", cancellationToken));

    /// <inheritdoc/>
    public async Task<IProofWriter> OpenWriterAsync(CancellationToken cancellationToken)
    {
        ProofWriter writer = new(settings);
        try
        {
            await RunAsync("connecting a writer", () => writer.OpenAsync().WaitAsync(cancellationToken)).ConfigureAwait(false);
            return writer;
        }
        catch
        {
            await writer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public Task<Sentinel> WriteSentinelAsync(Guid run, int cycle, SentinelName name, string content, CancellationToken cancellationToken) =>
        RunAsync($"writing sentinel {name}", async () =>
        {
            await using NpgsqlConnection connection = await settings.OpenWriterAsync(cancellationToken).ConfigureAwait(false);
            using Commit commit = new(connection);
            // An upsert: after a commit in doubt the same sentinel is written again.
            NpgsqlBatchCommand insert = new(
                "INSERT INTO public.sentinels VALUES ($1, $2, $3, $4, clock_timestamp()) "
                + "ON CONFLICT (run, cycle, name) DO UPDATE SET content = excluded.content, written_at = excluded.written_at RETURNING written_at");
            insert.Parameters.AddRange((NpgsqlParameter[])[new() { Value = run }, new() { Value = cycle }, new() { Value = name.ToString() }, new() { Value = content }]);
            await using NpgsqlBatch batch = new(connection)
            {
                BatchCommands = { new NpgsqlBatchCommand("BEGIN READ WRITE"), insert, new NpgsqlBatchCommand("SELECT pg_current_wal_insert_lsn(), pg_current_xact_id()") },
            };
            DateTimeOffset writtenAt;
            TransferOutcome outcome;
            await using (NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                writtenAt = reader.GetFieldValue<DateTimeOffset>(0);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                outcome = TransferOutcome.InDoubt(new Lsn((ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(0)), reader.GetFieldValue<ulong>(1), "");
            }

            outcome = await commit.RunAsync(outcome.InsertLsn, outcome.Xid).ConfigureAwait(false);
            return outcome.Outcome == WriteOutcome.Acknowledged
                ? new Sentinel(name, content, outcome.InsertLsn, outcome.Xid, writtenAt)
                : throw new PhoenixException(
                    ErrorCode.ToolFailed,
                    $"sentinel {name} was not acknowledged: {outcome.Reason}",
                    "Look at the server's log; a commit that waits for a synchronous standby needs that standby");
        });

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<SentinelName, string>> ReadSentinelsAsync(Guid run, int cycle, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyDictionary<SentinelName, string>>("reading the sentinels", ProofSchema.Database, async connection =>
        {
            await using NpgsqlCommand command = new("SELECT name, content FROM public.sentinels WHERE run = $1 AND cycle = $2", connection)
            {
                Parameters = { new() { Value = run }, new() { Value = cycle } },
            };
            Dictionary<SentinelName, string> found = [];
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                found.Add(Enum.Parse<SentinelName>(reader.GetString(0)), reader.GetString(1));
            }

            return found;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task ReadLedgerAsync(Action<LedgerRow> visit, CancellationToken cancellationToken) =>
        ReadAsync("reading the ledger", ProofSchema.Database, async connection =>
        {
            await LedgerCopy.ReadAsync(connection, visit, cancellationToken).ConfigureAwait(false);
            return 0;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountLedgerByIndexAsync(CancellationToken cancellationToken) =>
        ReadAsync("counting the ledger by its index", ProofSchema.Database, async connection =>
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await ForcedPlan.ByIndexAsync(connection, CountSql, "ledger_pkey", cancellationToken).ConfigureAwait(false);
            await using NpgsqlCommand command = new(CountSql, connection);
            return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AccountObservation>> ReadAccountsAsync(CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<AccountObservation>>("reading the accounts", ProofSchema.Database, async connection =>
        {
            // One snapshot for both ways: a difference is then a fault, not a transfer in between.
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);
            await ForcedPlan.BySequentialScanAsync(connection, AccountsSql, "accounts", cancellationToken).ConfigureAwait(false);
            Dictionary<int, long> sequential = await BalancesAsync(connection, AccountsSql, cancellationToken).ConfigureAwait(false);
            await ForcedPlan.ByIndexAsync(connection, AccountsByIndexSql, "accounts_pkey", cancellationToken).ConfigureAwait(false);
            Dictionary<int, long> indexed = await BalancesAsync(connection, AccountsByIndexSql, cancellationToken).ConfigureAwait(false);
            return [.. sequential.Keys.Union(indexed.Keys).Order().Select(id => new AccountObservation(
                id,
                sequential.TryGetValue(id, out long s) ? s : null,
                indexed.TryGetValue(id, out long i) ? i : null))];
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken) =>
        ReadAsync("reading the server's clock", ProofSchema.MaintenanceDatabase, async connection =>
        {
            await using NpgsqlCommand command = new("SELECT clock_timestamp()", connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return reader.GetFieldValue<DateTimeOffset>(0);
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<ulong> ProbeWriteAsync(CancellationToken cancellationToken) => RunAsync("probing a write", async () =>
    {
        Guid id = Guid.NewGuid();
        await using NpgsqlConnection connection = await settings.OpenWriterAsync(cancellationToken).ConfigureAwait(false);
        using Commit commit = new(connection);
        ulong xid;
        await using (NpgsqlBatch batch = new(connection))
        {
            NpgsqlBatchCommand row = new("INSERT INTO public.probe VALUES ($1, clock_timestamp()) RETURNING pg_current_xact_id()");
            row.Parameters.Add(new NpgsqlParameter { Value = id });
            batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN READ WRITE"));
            batch.BatchCommands.Add(row);
            await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            xid = reader.GetFieldValue<ulong>(0);
        }

        TransferOutcome outcome = await commit.RunAsync(Lsn.Zero, xid).ConfigureAwait(false);
        await using NpgsqlCommand read = new("SELECT count(*) FROM public.probe WHERE id = $1", connection) { Parameters = { new() { Value = id } } };
        if (outcome.Outcome != WriteOutcome.Acknowledged || (long)(await read.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))! != 1)
        {
            throw new PhoenixException(
                ErrorCode.ToolFailed,
                $"the probe's row was not acknowledged and read back: {outcome.Reason ?? "it is not there"}",
                "Look at the server's log; a commit that waits for a synchronous standby needs that standby");
        }

        return xid;
    });

    /// <inheritdoc/>
    public async Task<QueryObservation> QueryAsync(string database, string sql, string expected, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = await settings.OpenReaderAsync(database, cancellationToken).ConfigureAwait(false);
            // As text: the owner compares with what psql shows.
            await using NpgsqlCommand command = new(sql, connection) { AllResultTypesAreUnknown = true };
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            string? found = reader.FieldCount > 0 && await reader.ReadAsync(cancellationToken).ConfigureAwait(false) && !reader.IsDBNull(0)
                ? reader.GetString(0)
                : null;
            return new QueryObservation(sql, expected, found, null);
        }
        catch (Exception e) when (SqlErrors.IsDatabaseError(e))
        {
            return new QueryObservation(sql, expected, null, SqlErrors.Describe(e));
        }
    }

    private static async Task<Dictionary<int, long>> BalancesAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = new(sql, connection);
        Dictionary<int, long> balances = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!balances.TryAdd(reader.GetInt32(0), reader.GetInt64(1)))
            {
                throw new PhoenixException(
                    ErrorCode.ToolFailed,
                    $"account {reader.GetInt32(0)} was found twice although its id is unique",
                    "The server returned damaged data; do not publish it");
            }
        }

        return balances;
    }

    private async Task ExecuteAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = settings.Create(database, settings.ReadTimeout);
        await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task<T> ReadAsync<T>(string what, string database, Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellationToken) =>
        RunAsync(what, async () =>
        {
            await using NpgsqlConnection connection = await settings.OpenReaderAsync(database, cancellationToken).ConfigureAwait(false);
            return await read(connection).ConfigureAwait(false);
        });

    private static Task RunAsync(string what, Func<Task> work) => RunAsync(what, async () =>
    {
        await work().ConfigureAwait(false);
        return 0;
    });

    private static async Task<T> RunAsync<T>(string what, Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception e) when (SqlErrors.IsDatabaseError(e))
        {
            throw SqlErrors.Translate(what, e);
        }
    }
}
