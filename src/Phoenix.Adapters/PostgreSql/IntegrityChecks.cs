using Npgsql;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Proof;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>
/// Looks at every page of a running cluster (a base backup that is thrown away: the server verifies each checksum on the way) and at every structure
/// that amcheck can verify. User databases are only read: amcheck is used there only where its owner installed it.
/// </summary>
/// <param name="settings">The administrator's address and the bounds.</param>
/// <param name="runner">Runs pg_basebackup.</param>
/// <param name="place">Where the server lives.</param>
/// <param name="replication">Who takes the base backup; null for the administrator.</param>
public sealed class IntegrityChecks(ConnectionSettings settings, ToolRunner runner, PostgresPlace place, ReplicationLogin? replication = null)
{
    /// <summary>Checks everything and returns what was seen.</summary>
    /// <exception cref="PhoenixException">ToolFailed or TimedOut: a check could not be run to its end, so nothing is known.</exception>
    public async Task<IntegrityObservation> VerifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            (bool checksums, bool blackhole, IReadOnlyList<string> databases) = await ReadClusterAsync(cancellationToken).ConfigureAwait(false);

            // At once: the pages are read by one backend, the structures by another. Each must come to its end before anything is said.
            List<string> wrongPages = [];
            Task<bool?> pages = checksums ? VerifyPagesAsync(blackhole, wrongPages, cancellationToken) : Task.FromResult<bool?>(null);
            List<string> wrongStructures = [];
            List<string> locked = [];
            Task<(int Relations, List<string> Unchecked)> structures = VerifyStructuresAsync(databases, wrongStructures, locked, cancellationToken);
            await Task.WhenAll(pages, structures).ConfigureAwait(false);
            (int relations, List<string> unchecked_) = await structures.ConfigureAwait(false);
            return new IntegrityObservation(checksums, await pages.ConfigureAwait(false), relations, unchecked_, [.. wrongPages, .. wrongStructures]) { LockedRelations = locked };
        }
        catch (Exception e) when (SqlErrors.IsDatabaseError(e))
        {
            throw SqlErrors.Translate("checking the cluster's integrity", e);
        }
    }

    private async Task<(bool Checksums, bool Blackhole, IReadOnlyList<string> Databases)> ReadClusterAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await settings.OpenReaderAsync(ProofSchema.MaintenanceDatabase, cancellationToken).ConfigureAwait(false);
        await using NpgsqlCommand command = new(
            "SELECT current_setting('data_checksums') = 'on', current_setting('server_version_num')::int >= 150000, datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY datname", connection);
        bool checksums = false;
        bool blackhole = false;
        List<string> databases = [];
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            checksums = reader.GetBoolean(0);
            blackhole = reader.GetBoolean(1);
            databases.Add(reader.GetString(2));
        }

        return (checksums, blackhole, databases);
    }

    private async Task<(int Relations, List<string> Unchecked)> VerifyStructuresAsync(
        IReadOnlyList<string> databases, List<string> problems, List<string> locked, CancellationToken cancellationToken)
    {
        int relations = 0;
        List<string> unchecked_ = [];
        foreach (string database in databases)
        {
            await using AmcheckRun? amcheck = await AmcheckRun.TryOpenAsync(settings, database, install: database == ProofSchema.Database, cancellationToken).ConfigureAwait(false);
            if (amcheck is null)
            {
                unchecked_.Add(database);
                continue;
            }

            relations += await amcheck.VerifyAsync(problems, locked, cancellationToken).ConfigureAwait(false);
        }

        return (relations, unchecked_);
    }

    private async Task<bool?> VerifyPagesAsync(bool blackhole, List<string> problems, CancellationToken cancellationToken)
    {
        // With 'none' the server waits until the archive has the WAL that the backup would need, which is a minute and more where the archive is held up. With
        // 'fetch' it reads that WAL itself, unless it was busy and has removed it meanwhile.
        ToolResult result = await ReadAllAsync(blackhole, "fetch", cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0 && HasRemovedWal(result))
        {
            result = await ReadAllAsync(blackhole, "none", cancellationToken).ConfigureAwait(false);
        }

        string[] wrong = [.. result.StandardError.Split('\n').Where(l => l.Contains("checksum verification fail", StringComparison.Ordinal))];
        problems.AddRange(wrong.Take(20));
        return result.ExitCode == 0 || wrong.Length > 0 ? result.ExitCode == 0 && wrong.Length == 0 : throw ToolRunner.Failure(result);
    }

    private static bool HasRemovedWal(ToolResult result) =>
        result.StandardError.Contains("has already been removed", StringComparison.Ordinal) || result.StandardError.Contains("could not find WAL file", StringComparison.Ordinal)
        || result.StandardError.Contains("could not find any WAL files", StringComparison.Ordinal);

    private Task<ToolResult> ReadAllAsync(bool blackhole, string walMethod, CancellationToken cancellationToken)
    {
        NpgsqlConnectionStringBuilder address = settings.Address;
        string? password = replication is null ? address.Password : null;
        Dictionary<string, string> environment = replication is null ? [] : new(replication.Environment);
        if (password is not null)
        {
            environment["PGPASSWORD"] = password;
        }

        return runner.RunAsync(
            new ToolCommand
            {
                Tool = "pg_basebackup",
                FileName = place.Program("pg_basebackup"),
                // Blackhole (PostgreSQL 15): the server reads and verifies every file of every tablespace and sends nothing. Older servers send a tar
                // archive, which is thrown away here; they refuse that when there is more than one tablespace.
                Arguments =
                [
                    "--host=" + address.Host, "--port=" + address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    "--username=" + (replication?.User ?? address.Username), "--no-password", .. (string[])(blackhole ? ["--target=blackhole"] : ["--pgdata=-", "--format=tar"]), "--wal-method=" + walMethod, "--no-manifest", "--checkpoint=fast",
                ],
                Account = place.Account,
                Environment = environment,
                Secrets = password is null ? [] : [password],
                Marker = place.Marker,
                Timeout = settings.ReadTimeout,
                Output = (stream, token) => stream.CopyToAsync(Stream.Null, token),
            },
            cancellationToken);
    }
}
