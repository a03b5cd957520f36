using Npgsql;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>amcheck in one database: every table with its TOAST data, and every B-tree index against its table.</summary>
internal sealed class AmcheckRun : IAsyncDisposable
{
    // Temporary relations belong to other sessions; unlogged ones are empty after a recovery, which is no damage.
    private const string Relations = """
        SELECT c.oid, c.oid::regclass::text, c.relkind = 'i',
               EXISTS (SELECT FROM pg_locks l
                       WHERE l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.granted AND l.relation IN (c.oid, i.indrelid)
                         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
        FROM pg_class c JOIN pg_am a ON a.oid = c.relam LEFT JOIN pg_index i ON i.indexrelid = c.oid
        WHERE c.relpersistence = 'p'
          AND ((c.relkind IN ('r', 'm', 't') AND a.amname = 'heap') OR (c.relkind = 'i' AND a.amname = 'btree' AND i.indisready AND i.indisvalid))
        ORDER BY c.relkind DESC, c.oid
        """;

    private readonly ConnectionSettings _settings;
    private readonly string _database;
    private readonly string _schema;
    private NpgsqlConnection _connection;

    private AmcheckRun(ConnectionSettings settings, string database, string schema, NpgsqlConnection connection)
    {
        _settings = settings;
        _database = database;
        _schema = schema;
        _connection = connection;
    }

    /// <summary>Null when the database has no amcheck and it may not be installed there.</summary>
    internal static async Task<AmcheckRun?> TryOpenAsync(ConnectionSettings settings, string database, bool install, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = await settings.OpenAdministratorAsync(cancellationToken, database).ConfigureAwait(false);
        AmcheckRun? run = null;
        try
        {
            if (install)
            {
                await using NpgsqlCommand create = new("CREATE EXTENSION IF NOT EXISTS amcheck", connection);
                await create.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }

            await using NpgsqlCommand command = new(
                "SELECT quote_ident(nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = 'amcheck'", connection);
            run = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is string schema
                ? new AmcheckRun(settings, database, schema, connection)
                : null;
            return run;
        }
        finally
        {
            if (run is null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>
    /// Checks every relation; what is wrong is added to <paramref name="problems"/>. One that a transaction has locked against readers is added to
    /// <paramref name="locked"/>: a prepared transaction keeps its locks over a wipe, and would be waited for in vain.
    /// </summary>
    /// <returns>How many relations were gone through.</returns>
    internal async Task<int> VerifyAsync(List<string> problems, List<string> locked, CancellationToken cancellationToken)
    {
        int verified = 0;
        List<(uint Oid, string Name, bool Index)> relations = [];
        await using (NpgsqlCommand command = new(Relations, _connection))
        {
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (reader.GetBoolean(3))
                {
                    locked.Add($"{_database}: {reader.GetString(1)}");
                }
                else
                {
                    relations.Add((reader.GetFieldValue<uint>(0), reader.GetString(1), reader.GetBoolean(2)));
                }
            }
        }

        foreach ((uint oid, string name, bool index) in relations)
        {
            string sql = index
                ? $"SELECT {_schema}.bt_index_check($1::oid::regclass, true)"
                : $"SELECT blkno, msg FROM {_schema}.verify_heapam($1::oid::regclass, check_toast := true)";
            await using NpgsqlCommand command = new(sql, _connection) { Parameters = { new() { Value = oid, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid } } };
            try
            {
                verified++;
                await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                while (!index && await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    problems.Add($"{_database}: {name}, block {(reader.IsDBNull(0) ? -1 : reader.GetInt64(0))}: {reader.GetString(1)}");
                }
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                // Locked since it was listed.
                verified--;
                locked.Add($"{_database}: {name}");
            }
            catch (PostgresException e) when (e.SqlState.StartsWith("XX", StringComparison.Ordinal) || e.SqlState == "58030")
            {
                // XX001 data_corrupted, XX002 index_corrupted, 58030 io_error: the answer, not a failure to ask.
                problems.Add($"{_database}: {name}: {SqlErrors.Describe(e)}");

                // Npgsql gives a connection up after an error of these classes.
                await _connection.DisposeAsync().ConfigureAwait(false);
                _connection = await _settings.OpenAdministratorAsync(cancellationToken, _database).ConfigureAwait(false);
            }
        }

        return verified;
    }
}
