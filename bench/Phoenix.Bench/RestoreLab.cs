using Npgsql;
using Phoenix.Execution;
using Phoenix.Lab.Local;
using Phoenix.Ports;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Bench;

/// <summary>A lab whose repository holds a full backup of a database of a given size and a given number of WAL segments after it.</summary>
internal static class RestoreLab
{
    private const int PayloadBytes = 1000;
    private const string Fill = "filler";

    /// <summary>Fills the lab's database and repository; returns what a rebirth restores.</summary>
    public static async Task<RestoreRequest> FillAsync(LabStack stack, int megabytes, int segments)
    {
        await stack.PrepareAsync(CancellationToken.None);
        await using (NpgsqlConnection connection = await OpenAsync(stack))
        {
            await ExecuteAsync(connection, $"CREATE TABLE {Fill} (id int PRIMARY KEY, version int NOT NULL, payload bytea NOT NULL); ALTER TABLE {Fill} ALTER payload SET STORAGE EXTERNAL");
            int rows = (int)((long)megabytes * 1024 * 1024 / 1170); // with header, index and the page's unused end a row takes about this much
            Import(connection, rows);
            await ExecuteAsync(connection, $"VACUUM ANALYZE {Fill}");
            await stack.Database.BackUpAsync(CancellationToken.None);
            await UpdateAsync(connection, rows, (long)segments * WalSegment.DefaultSize);
        }

        ClosedSegment closed = await stack.Database.CloseSegmentAsync("bench", CancellationToken.None);
        ArchiveListing? listing = null;
        await new Waiting(TimeProvider.System).ForAsync(
            new Gate("all WAL in the archive", TimeSpan.FromMinutes(30), async token =>
            {
                if ((await stack.Database.ReadArchiverAsync(token)).Ready > 0)
                {
                    return "files wait to be archived";
                }

                listing = await stack.Repository.ListArchiveAsync(token);
                return listing.Segments.ContainsKey(closed.Segment.Name) ? null : "it is not listed";
            }),
            CancellationToken.None);
        return new RestoreRequest(RecoveryTarget.Latest, null, TimelineHistory.Root(1), listing!.Newest(1, WalSegment.DefaultSize));
    }

    /// <summary>Writes into the reborn database and returns how many rows it has.</summary>
    public static async Task<long> WriteAndCountAsync(LabStack stack)
    {
        await using NpgsqlConnection connection = await OpenAsync(stack);
        await ExecuteAsync(connection, $"UPDATE {Fill} SET version = -1 WHERE id = 0");
        await using NpgsqlCommand count = new($"SELECT sum(version)::bigint FROM {Fill} WHERE id > 0", connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static async Task<NpgsqlConnection> OpenAsync(LabStack stack)
    {
        NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder
        {
            Host = stack.Site.SocketDirectory, Port = stack.Site.Record.PostgresPort, Username = "postgres", SslMode = SslMode.Disable, Pooling = false, CommandTimeout = 3600,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static void Import(NpgsqlConnection connection, int rows)
    {
        var random = new Random(1);
        byte[] payload = new byte[PayloadBytes];
        using NpgsqlBinaryImporter import = connection.BeginBinaryImport($"COPY {Fill} FROM STDIN (FORMAT BINARY)");
        for (int id = 0; id < rows; id++)
        {
            random.NextBytes(payload);
            import.StartRow();
            import.Write(id);
            import.Write(0);
            import.Write(payload);
        }

        import.Complete();
    }

    // Each updated row is written anew with all its bytes, and each page's first change after a checkpoint in whole.
    private static async Task UpdateAsync(NpgsqlConnection connection, int rows, long bytes)
    {
        await using NpgsqlCommand position = new("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint", connection);
        long end = (long)(await position.ExecuteScalarAsync())! + bytes;
        const int Step = 2000;
        for (int from = 0; (long)(await position.ExecuteScalarAsync())! < end; from = from + Step < rows ? from + Step : 0)
        {
            await ExecuteAsync(connection, $"UPDATE {Fill} SET version = version + 1 WHERE id >= {from} AND id < {from + Step}");
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
