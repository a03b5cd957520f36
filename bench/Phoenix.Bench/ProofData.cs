using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Bench;

/// <summary>Makes the same history three times over: in the clients' ledger files, in the server's tables, and as pg_waldump prints it.</summary>
internal static class ProofData
{
    public static async Task<ProofCase> MakeAsync(BenchServer server, WorkFolder folder, int rows)
    {
        await new ProofStore(new ConnectionSettings(server.Address)).PrepareAsync(ProofCase.Accounts, ProofCase.InitialBalance, CancellationToken.None);
        using RunDirectory run = new StateDirectory(folder.Of("state")).CreateRun(TimeProvider.System);
        ProofCase made = new(folder.Of("state"), run.Name, rows, server.Place.SocketDirectory, server.Place.Port, FakeDump(folder), folder.Of("wal"));
        MakeSegments(made);
        using StreamWriter dump = new(Path.Combine(made.WalDirectory, "pg_waldump.txt"));
        await using NpgsqlConnection connection = await server.OpenAsync("phoenix_proof");
        long[] moved = new long[ProofCase.Accounts];
        await using (NpgsqlBinaryImporter import = await connection.BeginBinaryImportAsync(
            "COPY public.ledger (run, cycle, writer, number, nonce, from_account, to_account, amount, digest) FROM STDIN (FORMAT BINARY)"))
        {
            WriteRows(run, rows, import, dump, moved);
            import.Complete();
        }

        await using NpgsqlCommand settle = new(
            string.Join(';', moved.Select((m, id) => string.Create(CultureInfo.InvariantCulture, $"UPDATE public.accounts SET balance = balance + {m} WHERE id = {id}")))
            + ";ANALYZE public.ledger;ANALYZE public.accounts;CHECKPOINT", connection);
        await settle.ExecuteNonQueryAsync();
        return made;
    }

    private static void WriteRows(RunDirectory run, int rows, NpgsqlBinaryImporter import, StreamWriter dump, long[] moved)
    {
        var random = new Random(1);
        var clock = new LedgerClock(TimeProvider.System);
        var counters = new LedgerCounters();
        LedgerRecorder[] recorders = [.. Enumerable.Range(0, ProofCase.Writers).Select(w => new LedgerRecorder(
            run.OpenLedger(ProofCase.Cycle, ProofCase.Attempt, w), run.Run, ProofCase.Cycle, w, clock, counters))];
        try
        {
            DateTimeOffset start = DateTimeOffset.UtcNow;
            for (int i = 0; i < rows; i++)
            {
                int writer = i % ProofCase.Writers;
                int from = random.Next(ProofCase.Accounts);
                int to = (from + 1 + random.Next(ProofCase.Accounts - 1)) % ProofCase.Accounts;
                long number = (i / ProofCase.Writers) + 1, nonce = random.NextInt64(), amount = 1 + random.Next(100);
                long digest = LedgerDigest.Compute(run.Run, ProofCase.Cycle, writer, number, nonce, from, to, amount);
                ulong xid = ProofCase.FirstXid + (ulong)i;
                recorders[writer].Attempted(new Attempt(writer, number, nonce, from, to, amount, digest));
                recorders[writer].Ended(number, TransferOutcome.Acknowledged(ProofCase.InsertLsn(i), xid));
                moved[from] -= amount;
                moved[to] += amount;
                import.StartRow();
                import.Write(run.Run, NpgsqlDbType.Uuid);
                import.Write(ProofCase.Cycle, NpgsqlDbType.Integer);
                import.Write(writer, NpgsqlDbType.Integer);
                import.Write(number, NpgsqlDbType.Bigint);
                import.Write(nonce, NpgsqlDbType.Bigint);
                import.Write(from, NpgsqlDbType.Integer);
                import.Write(to, NpgsqlDbType.Integer);
                import.Write(amount, NpgsqlDbType.Bigint);
                import.Write(digest, NpgsqlDbType.Bigint);
                Lsn lsn = ProofCase.CommitLsn(i);
                dump.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"rmgr: Transaction len (rec/tot):     34/    34, tx: {xid,10}, lsn: {lsn.Value >> 32:X}/{(uint)lsn.Value:X8}, prev {lsn.Value >> 32:X}/{(uint)(lsn.Value - 64):X8}, desc: COMMIT {start.AddMicroseconds(i * 150L):yyyy-MM-dd HH:mm:ss.ffffff} UTC\n"));
            }
        }
        finally
        {
            foreach (LedgerRecorder recorder in recorders)
            {
                recorder.Dispose();
            }
        }
    }

    // The commit records of millions of transactions take an hour to produce; what is measured is how Phoenix reads the tool's output.
    private static string FakeDump(WorkFolder folder)
    {
        string bin = Directory.CreateDirectory(folder.Of("bin")).FullName;
        string tool = Path.Combine(bin, "pg_waldump");
        File.WriteAllText(tool, "#!/bin/sh\nexec cat \"$2/pg_waldump.txt\"\n");
        File.SetUnixFileMode(tool, (UnixFileMode)0b111_101_101);
        return bin;
    }

    // Empty files of the right size: Phoenix insists on having each before it starts the tool.
    private static void MakeSegments(ProofCase made)
    {
        Directory.CreateDirectory(made.WalDirectory);
        WalSegment last = WalSegment.EndingAt(1, made.LoadEnd);
        for (WalSegment segment = WalSegment.Containing(1, ProofCase.LoadStart); segment.Number <= last.Number; segment = segment.Next)
        {
            using FileStream file = File.Create(Path.Combine(made.WalDirectory, segment.Name));
            file.SetLength(WalSegment.DefaultSize);
        }
    }
}
