using Npgsql;
using NpgsqlTypes;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>
/// Sends COMMIT and says truthfully what is known afterwards. Npgsql does not show the command tag, and returns normally both from COMMIT of an
/// aborted transaction (tag ROLLBACK) and from a cancelled wait for a synchronous standby (a notice). So the same message that carries COMMIT also
/// asks <c>pg_xact_status</c> of this transaction: an acknowledgement needs the answer <c>committed</c>, no notice, no timeout and no error.
/// </summary>
internal sealed class Commit : IDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlBatch _batch;
    private readonly NpgsqlParameter<string> _xid;
    private readonly List<string> _notices = [];

    internal Commit(NpgsqlConnection connection)
    {
        _connection = connection;
        _xid = new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text };
        NpgsqlBatchCommand status = new("SELECT pg_xact_status($1::text::xid8)");
        status.Parameters.Add(_xid);
        _batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand("COMMIT"), status } };
        connection.Notice += OnNotice;
    }

    /// <summary>Prepares the statements on the server, so that later calls need no parsing.</summary>
    internal Task PrepareAsync() => _batch.PrepareAsync();

    /// <summary>
    /// Commits the open transaction <paramref name="xid"/>. Never throws for database errors and takes no token: once COMMIT is sent, the only
    /// truthful end is its answer or doubt.
    /// </summary>
    internal async ValueTask<TransferOutcome> RunAsync(Lsn insertLsn, ulong xid)
    {
        _notices.Clear();
        _xid.TypedValue = xid.ToString(System.Globalization.CultureInfo.InvariantCulture);
        string? status;
        try
        {
            await using NpgsqlDataReader reader = await _batch.ExecuteReaderAsync().ConfigureAwait(false);
            status = await reader.ReadAsync().ConfigureAwait(false) && !reader.IsDBNull(0) ? reader.GetString(0) : null;
        }
        catch (Exception e) when (SqlErrors.IsDatabaseError(e))
        {
            return TransferOutcome.InDoubt(insertLsn, xid, "COMMIT: " + SqlErrors.Describe(e));
        }

        return (status, _notices.Count) switch
        {
            ("committed", 0) => TransferOutcome.Acknowledged(insertLsn, xid),
            (_, > 0) => TransferOutcome.InDoubt(insertLsn, xid, "COMMIT was answered with a notice: " + _notices[0]),
            _ => TransferOutcome.InDoubt(insertLsn, xid, $"COMMIT was answered, but the transaction is '{status ?? "unknown"}'"),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection.Notice -= OnNotice;
        _batch.Dispose();
    }

    private void OnNotice(object sender, NpgsqlNoticeEventArgs args) => _notices.Add($"{args.Notice.SqlState} {args.Notice.MessageText}");
}
