using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>What Phoenix asks a server about itself, through a superuser's connection. Errors: ToolFailed with the SQLSTATE, TimedOut.</summary>
/// <param name="settings">The administrator's address and the bounds.</param>
public sealed class ServerQueries(ConnectionSettings settings)
{
    /// <summary>Who the server is. It must not be in recovery.</summary>
    public Task<ServerIdentity> IdentifyAsync(CancellationToken cancellationToken) => AskAsync(
        "identifying the server",
        """
        SELECT (pg_control_system()).system_identifier, pg_walfile_name(l), current_setting('data_checksums'), current_setting('server_version'), l,
               (SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size'), pg_snapshot_xmax(pg_current_snapshot())::text
        FROM pg_current_wal_insert_lsn() l
        """,
        reader => new ServerIdentity(
            unchecked((ulong)reader.GetInt64(0)),
            Timeline(reader.GetString(1)),
            (uint)reader.GetInt64(5),
            reader.GetString(2) == "on",
            reader.GetString(3),
            ReadLsn(reader, 4))
        {
            NextXid = ulong.Parse(reader.GetString(6), CultureInfo.InvariantCulture),
        },
        cancellationToken);

    /// <summary>Looks at the running server; in recovery the timeline is that of its last restart point.</summary>
    public async Task<ServerObservation> ObserveAsync(CancellationToken cancellationToken)
    {
        // CASE keeps the WAL functions, which are errors in recovery, from being called there.
        ServerObservation seen = await AskAsync(
            "observing the server",
            """
            SELECT (pg_control_system()).system_identifier, pg_postmaster_start_time(), pg_is_in_recovery(),
                   CASE WHEN pg_is_in_recovery() THEN upper(lpad(to_hex((pg_control_checkpoint()).timeline_id), 8, '0'))
                        ELSE pg_walfile_name(pg_current_wal_insert_lsn()) END,
                   substring(pg_read_file('backup_label.old', 0, 8192, true) from 'START WAL LOCATION: ([0-9A-F]+/[0-9A-F]+)'),
                   CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END
            """,
            reader => new ServerObservation(
                unchecked((ulong)reader.GetInt64(0)), reader.GetFieldValue<DateTimeOffset>(1), Timeline(reader.GetString(3)), null, reader.GetBoolean(2))
            {
                BackupStart = reader.IsDBNull(4) ? null : Lsn.Parse(reader.GetString(4)),
                ReplayedTo = reader.IsDBNull(5) ? null : ReadLsn(reader, 5),
            },
            cancellationToken).ConfigureAwait(false);
        return seen with { History = await ReadHistoryAsync(seen.Timeline, cancellationToken).ConfigureAwait(false) };
    }

    /// <summary>How far archiving is.</summary>
    /// <param name="queueMaximumSet">Whether pgBackRest's configuration, which the server does not know, sets <c>archive-push-queue-max</c>.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public Task<ArchiverStatus> ReadArchiverAsync(bool queueMaximumSet, CancellationToken cancellationToken) => AskAsync(
        "reading the archiver's state",
        """
        SELECT last_archived_wal, (SELECT count(*)::int FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'), failed_count, last_failed_wal,
               current_setting('archive_command') LIKE '%archive-push-queue-max%', last_archived_time, last_failed_time
        FROM pg_stat_archiver
        """,
        reader => new ArchiverStatus(
            reader.IsDBNull(0) ? null : reader.GetString(0),
            reader.GetInt32(1),
            reader.GetInt64(2),
            reader.IsDBNull(3) ? null : reader.GetString(3),
            queueMaximumSet || reader.GetBoolean(4))
        {
            LastArchivedAt = reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5),
            LastFailedAt = reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
        },
        cancellationToken);

    /// <summary>Makes a restore point, closes the segment that holds it, and hashes that segment's file on the server.</summary>
    /// <exception cref="PhoenixException">TimedOut: the segment was not closed; ToolFailed.</exception>
    public async Task<ClosedSegment> CloseSegmentAsync(string restorePoint, CancellationToken cancellationToken)
    {
        ServerIdentity identity = await IdentifyAsync(cancellationToken).ConfigureAwait(false);
        Lsn point = await AskAsync(
            "making a restore point", "SELECT pg_create_restore_point($1)", reader => ReadLsn(reader, 0), cancellationToken, restorePoint).ConfigureAwait(false);
        WalSegment segment = WalSegment.EndingAt(identity.Timeline, point, identity.SegmentSize);

        // Another session may have filled it first. Closed means: flushed to its end, which a switch does with the segment that it closes.
        Lsn position = Lsn.Zero;
        for (int attempt = 0; attempt < 3 && position < segment.End; attempt++)
        {
            await AskAsync("switching WAL", "SELECT pg_switch_wal()", reader => ReadLsn(reader, 0), cancellationToken).ConfigureAwait(false);
            position = await AskAsync(
                "reading the flush position", "SELECT pg_current_wal_flush_lsn()", reader => ReadLsn(reader, 0), cancellationToken).ConfigureAwait(false);
        }

        if (position < segment.End)
        {
            throw new PhoenixException(ErrorCode.TimedOut, $"segment {segment.Name} was not closed", "Look at the server's log");
        }

        string hash = await AskAsync(
            "hashing the closed segment",
            "SELECT encode(sha256(pg_read_binary_file('pg_wal/' || $1)), 'hex')",
            reader => reader.GetString(0),
            cancellationToken,
            segment.Name).ConfigureAwait(false);
        return new ClosedSegment(restorePoint, point, segment, hash);
    }

    /// <summary>Finds the last segment that is flushed to its end, and hashes its file while the server still has it.</summary>
    public async Task<CompletedSegment> ReadCompletedSegmentAsync(CancellationToken cancellationToken)
    {
        ServerIdentity identity = await IdentifyAsync(cancellationToken).ConfigureAwait(false);
        Lsn flushed = await AskAsync(
            "reading the flush position", "SELECT pg_current_wal_flush_lsn()", reader => ReadLsn(reader, 0), cancellationToken).ConfigureAwait(false);
        WalSegment open = WalSegment.Containing(identity.Timeline, flushed, identity.SegmentSize);
        WalSegment completed = open with { Number = open.Number - 1 };
        string? hash = await AskAsync(
            "hashing a completed segment",
            $"SELECT encode(sha256(pg_read_binary_file('pg_wal/' || $1, 0, {identity.SegmentSize}, true)), 'hex')",
            reader => reader.IsDBNull(0) ? null : reader.GetString(0),
            cancellationToken,
            completed.Name).ConfigureAwait(false);
        return new CompletedSegment(completed, flushed, hash);
    }

    /// <summary>How far a server in recovery has replayed; null for one that is not in recovery.</summary>
    public Task<Lsn?> ReadReplayAsync(CancellationToken cancellationToken) => AskAsync(
        "reading how far replay is",
        "SELECT CASE WHEN pg_is_in_recovery() THEN coalesce(pg_last_wal_replay_lsn(), '0/0') END",
        reader => reader.IsDBNull(0) ? (Lsn?)null : ReadLsn(reader, 0),
        cancellationToken);

    /// <summary>Whether the server refused the account or its password: waiting does not mend that.</summary>
    /// <param name="error">What a query threw.</param>
    public static bool IsRefusedLogin(PhoenixException error) => error?.InnerException is PostgresException { SqlState: "28P01" or "28000" };

    /// <summary>Makes a restart point, so that what the control file says of the timeline is of now.</summary>
    public async Task CheckpointAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = await settings.OpenAdministratorAsync(cancellationToken).ConfigureAwait(false);
            await using NpgsqlCommand command = new("CHECKPOINT", connection);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (SqlErrors.IsDatabaseError(e))
        {
            throw SqlErrors.Translate("making a restart point", e);
        }
    }

    /// <summary>The value of a setting that is in force.</summary>
    public Task<string> ShowAsync(string name, CancellationToken cancellationToken) =>
        AskAsync("reading a setting", "SELECT current_setting($1)", reader => reader.GetString(0), cancellationToken, name);

    /// <summary>Makes a password that of a role, where it is not already: a restored cluster has those of whoever took the backup.</summary>
    /// <param name="role">The role; not user input.</param>
    /// <param name="password">In ASCII; it is not sent to the server.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public async Task EnsurePasswordAsync(string role, string password, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = await settings.OpenAdministratorAsync(cancellationToken).ConfigureAwait(false);
            await using NpgsqlCommand look = new("SELECT rolpassword FROM pg_authid WHERE rolname = $1", connection) { Parameters = { new NpgsqlParameter { Value = role } } };
            if (!ScramVerifier.Fits(await look.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string, password))
            {
                await using NpgsqlCommand command = new($"ALTER ROLE \"{role}\" PASSWORD '{ScramVerifier.Make(password)}'", connection);
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (SqlErrors.IsDatabaseError(e))
        {
            throw SqlErrors.Translate("setting a password", e);
        }
    }

    /// <summary>Takes settings out of <c>postgresql.auto.conf</c> (<c>ALTER SYSTEM RESET</c>); it takes effect at the next reload.</summary>
    /// <param name="names">Names of settings, in code; not user input.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public async Task ResetSystemSettingsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
        {
            return;
        }

        try
        {
            await using NpgsqlConnection connection = await settings.OpenAdministratorAsync(cancellationToken).ConfigureAwait(false);
            foreach (string name in names)
            {
                // One statement each: ALTER SYSTEM does not run inside a transaction block, which a list of statements is.
                await using NpgsqlCommand command = new($"ALTER SYSTEM RESET \"{name}\"", connection);
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (SqlErrors.IsDatabaseError(e))
        {
            throw SqlErrors.Translate("changing a setting", e);
        }
    }

    private async Task<TimelineHistory?> ReadHistoryAsync(uint timeline, CancellationToken cancellationToken)
    {
        if (timeline == 1)
        {
            return TimelineHistory.Root(1);
        }

        string? text = await AskAsync(
            "reading the timeline history",
            "SELECT pg_read_file('pg_wal/' || $1, 0, 10000000, true)",
            reader => reader.IsDBNull(0) ? null : reader.GetString(0),
            cancellationToken,
            TimelineHistory.FileName(timeline)).ConfigureAwait(false);
        return text is null ? null : TimelineHistory.Parse(timeline, text);
    }

    private async Task<T> AskAsync<T>(string what, string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, string? parameter = null)
    {
        try
        {
            await using NpgsqlConnection connection = await settings.OpenAdministratorAsync(cancellationToken).ConfigureAwait(false);
            await using NpgsqlCommand command = new(sql, connection);
            if (parameter is not null)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = parameter });
            }

            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
                ? read(reader)
                : throw new PhoenixException(ErrorCode.ToolFailed, $"{what}: the server returned no row", "Look at the server's log");
        }
        catch (Exception e) when (SqlErrors.IsDatabaseError(e))
        {
            throw SqlErrors.Translate(what, e);
        }
    }

    private static Lsn ReadLsn(NpgsqlDataReader reader, int column) => new((ulong)reader.GetFieldValue<NpgsqlLogSequenceNumber>(column));

    private static uint Timeline(string walFile) => uint.Parse(walFile.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
