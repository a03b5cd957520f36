using Npgsql;
using NpgsqlTypes;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>One client connection to the proof database: a transfer is two round trips, the statements and the COMMIT.</summary>
public sealed class ProofWriter : IProofWriter
{
    private readonly ConnectionSettings _settings;
    private NpgsqlConnection? _connection;
    private NpgsqlBatch? _transfer;
    private Commit? _commit;

    internal ProofWriter(ConnectionSettings settings) => _settings = settings;

    /// <summary>Process id of the server's backend; 0 while there is no connection.</summary>
    public int BackendPid => _connection?.ProcessID ?? 0;

    /// <inheritdoc/>
    public async ValueTask<TransferOutcome> TransferAsync(Guid run, int cycle, Attempt attempt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TransferOutcome outcome;
        try
        {
            (Lsn lsn, ulong xid) = await PerformAsync(run, cycle, attempt).ConfigureAwait(false);
            outcome = await _commit!.RunAsync(lsn, xid).ConfigureAwait(false);
        }
        catch (Exception e) when (SqlErrors.IsDatabaseError(e))
        {
            // COMMIT was not sent: a transaction without it cannot be there, whatever became of the connection.
            outcome = TransferOutcome.Failed(SqlErrors.Describe(e));
        }

        if (outcome.Outcome != WriteOutcome.Acknowledged)
        {
            await CloseAsync().ConfigureAwait(false);
        }

        return outcome;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    internal async Task OpenAsync()
    {
        _connection = await _settings.OpenWriterAsync(CancellationToken.None).ConfigureAwait(false);
        _transfer = new NpgsqlBatch(_connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE"),
                Command("UPDATE public.accounts SET balance = balance + $1 WHERE id = $2", NpgsqlDbType.Bigint, NpgsqlDbType.Integer),
                Command("UPDATE public.accounts SET balance = balance + $1 WHERE id = $2", NpgsqlDbType.Bigint, NpgsqlDbType.Integer),
                Command(
                    "INSERT INTO public.ledger (run, cycle, writer, number, nonce, from_account, to_account, amount, digest) "
                    + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                    NpgsqlDbType.Uuid, NpgsqlDbType.Integer, NpgsqlDbType.Integer, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint,
                    NpgsqlDbType.Integer, NpgsqlDbType.Integer, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint),
                new NpgsqlBatchCommand("SELECT pg_current_wal_insert_lsn(), pg_current_xact_id()"),
            },
        };
        _commit = new Commit(_connection);
    }

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlDbType> types)
    {
        NpgsqlBatchCommand command = new(sql);
        foreach (NpgsqlDbType type in types)
        {
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        }

        return command;
    }

    private async ValueTask<(Lsn Lsn, ulong Xid)> PerformAsync(Guid run, int cycle, Attempt attempt)
    {
        bool fresh = _connection is null;
        if (fresh)
        {
            await OpenAsync().ConfigureAwait(false);
        }

        // Accounts are locked in the order of their ids, whichever pays: writers cannot deadlock each other.
        (int Id, long Change) pays = (attempt.From, -attempt.Amount);
        (int Id, long Change) receives = (attempt.To, attempt.Amount);
        ((int Id, long Change) first, (int Id, long Change) second) = attempt.From < attempt.To ? (pays, receives) : (receives, pays);
        NpgsqlBatchCommandCollection commands = _transfer!.BatchCommands;
        Set(commands[1], first.Change, first.Id);
        Set(commands[2], second.Change, second.Id);
        Set(
            commands[3],
            run, cycle, attempt.Writer, attempt.Number, attempt.Nonce, attempt.From, attempt.To, attempt.Amount, attempt.Digest);
        if (fresh)
        {
            await _transfer.PrepareAsync().ConfigureAwait(false);
            await _commit!.PrepareAsync().ConfigureAwait(false);
        }

        Lsn lsn;
        ulong xid;
        await using (NpgsqlDataReader reader = await _transfer.ExecuteReaderAsync().ConfigureAwait(false))
        {
            if (!await reader.ReadAsync().ConfigureAwait(false))
            {
                throw new NpgsqlException("the transaction's position was not returned");
            }

            lsn = new Lsn((ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(0));
            xid = reader.GetFieldValue<ulong>(1);
        }

        // An account that is not there must not become a ledger row without its money.
        return commands[1].RecordsAffected == 1 && commands[2].RecordsAffected == 1
            ? (lsn, xid)
            : throw new NpgsqlException($"account {attempt.From} or {attempt.To} does not exist");
    }

    private static void Set(NpgsqlBatchCommand command, params ReadOnlySpan<object> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }

    private async ValueTask CloseAsync()
    {
        _commit?.Dispose();
        _commit = null;
        if (_transfer is not null)
        {
            await _transfer.DisposeAsync().ConfigureAwait(false);
            _transfer = null;
        }

        if (_connection is not null)
        {
            // Closing ends an open transaction on the server; unlike ROLLBACK it cannot hang on a broken connection.
            await _connection.DisposeAsync().ConfigureAwait(false);
            _connection = null;
        }
    }
}
