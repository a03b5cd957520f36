using Npgsql;
using Phoenix.Lab.Local;

namespace Phoenix.Bench;

/// <summary>A table of the lab's user database that gives it a size.</summary>
internal static class Filler
{
    private const int PayloadBytes = 1000;
    private const string Table = "filler";

    /// <summary>Makes the table; returns its rows.</summary>
    public static async Task<int> FillAsync(LabStack stack, int megabytes)
    {
        await using NpgsqlConnection connection = await OpenAsync(stack);
        await ExecuteAsync(connection, $"CREATE TABLE {Table} (id int PRIMARY KEY, version int NOT NULL, payload bytea NOT NULL); ALTER TABLE {Table} ALTER payload SET STORAGE EXTERNAL");
        int rows = (int)((long)megabytes * 1024 * 1024 / 1170); // with header, index and the page's unused end a row takes about this much
        Import(connection, rows);
        await ExecuteAsync(connection, $"VACUUM ANALYZE {Table}");
        return rows;
    }

    /// <summary>Updates rows until that much WAL was written: each is written anew with all its bytes, and each page's first change after a checkpoint in whole.</summary>
    public static async Task UpdateAsync(LabStack stack, int rows, long bytes)
    {
        await using NpgsqlConnection connection = await OpenAsync(stack);
        await using NpgsqlCommand position = new("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint", connection);
        long end = (long)(await position.ExecuteScalarAsync())! + bytes;
        const int Step = 2000;
        for (int from = 0; (long)(await position.ExecuteScalarAsync())! < end; from = from + Step < rows ? from + Step : 0)
        {
            await ExecuteAsync(connection, $"UPDATE {Table} SET version = version + 1 WHERE id >= {from} AND id < {from + Step}");
        }
    }

    /// <summary>Writes into the reborn database and returns how many updates it holds.</summary>
    public static async Task<long> WriteAndCountAsync(LabStack stack)
    {
        await using NpgsqlConnection connection = await OpenAsync(stack);
        await ExecuteAsync(connection, $"UPDATE {Table} SET version = -1 WHERE id = 0");
        await using NpgsqlCommand count = new($"SELECT sum(version)::bigint FROM {Table} WHERE id > 0", connection);
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
        using NpgsqlBinaryImporter import = connection.BeginBinaryImport($"COPY {Table} FROM STDIN (FORMAT BINARY)");
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

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
