using Npgsql;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Adapters.Tests.PostgreSql;

[Collection("postgres")]
public sealed class PgWaldumpTests : IAsyncLifetime
{
    private readonly TestServer _test;
    private readonly PgWaldump _reader;
    private readonly string _copy = Directory.CreateTempSubdirectory("phoenix-wal-").FullName;

    public PgWaldumpTests(SharedServer shared)
    {
        _test = shared.Test;
        _reader = new PgWaldump(_test.Runner, TestServer.BinDirectory);
    }

    private string Wal => Path.Combine(_test.Server.Place.DataDirectory, "pg_wal");

    public async ValueTask InitializeAsync() => await new ProofStore(_test.Administrator).PrepareAsync(2, 100, CancellationToken.None);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_copy, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<Lsn> PositionAsync() => Lsn.Parse((await _test.AskAsync("SELECT pg_current_wal_insert_lsn()::text"))!);

    private async Task<ClosedSegment> CloseAsync() =>
        await new ServerQueries(_test.Administrator).CloseSegmentAsync("test " + Guid.NewGuid().ToString("N"), CancellationToken.None);

    private void CopyTo(Lsn end)
    {
        foreach (string file in Directory.GetFiles(Wal).Where(f => WalSegment.TryParse(Path.GetFileName(f), WalSegment.DefaultSize, out WalSegment s) && s.Start < end))
        {
            File.Copy(file, Path.Combine(_copy, Path.GetFileName(file)), overwrite: true);
        }
    }

    /// <summary>Commits <paramref name="count"/> rows and returns their transactions, in commit order.</summary>
    private async Task<List<uint>> CommitAsync(int count)
    {
        List<uint> xids = [];
        for (int i = 0; i < count; i++)
        {
            xids.Add(uint.Parse((await _test.AskAsync("INSERT INTO probe VALUES (gen_random_uuid(), now()) RETURNING pg_current_xact_id()::text", "phoenix_proof"))!, System.Globalization.CultureInfo.InvariantCulture));
        }

        return xids;
    }

    [Fact]
    public async Task The_records_are_the_committed_transactions_of_every_kind_and_no_other()
    {
        Lsn from = await PositionAsync();
        DateTimeOffset before = await new ProofStore(_test.Administrator).ReadClockAsync(CancellationToken.None);
        List<uint> expected = await CommitAsync(3);
        await using (NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(_test.Server.Administrator.ConnectionString) { Database = "phoenix_proof", Pooling = false }.ConnectionString))
        {
            await connection.OpenAsync();
            async Task<uint> Xid(string sql)
            {
                await using NpgsqlCommand command = new(sql, connection);
                object? value = await command.ExecuteScalarAsync();
                return value is string s ? uint.Parse(s, System.Globalization.CultureInfo.InvariantCulture) : 0;
            }

            const string insert = "INSERT INTO probe VALUES (gen_random_uuid(), now())";
            expected.Add(await Xid($"BEGIN; SELECT pg_current_xact_id()::text; {insert}; SAVEPOINT a; {insert}; RELEASE a; COMMIT"));
            await Xid($"BEGIN; {insert}; ROLLBACK");
            expected.Add(await Xid($"BEGIN; SELECT pg_current_xact_id()::text; {insert}; PREPARE TRANSACTION 'two'"));
            await Xid($"BEGIN; {insert}; PREPARE TRANSACTION 'never'");
            await Xid("COMMIT PREPARED 'two'");
            await Xid("ROLLBACK PREPARED 'never'");
            expected.Add(await Xid("BEGIN; SELECT pg_current_xact_id()::text; CREATE TABLE dropped AS SELECT 1 AS x; DROP TABLE dropped; COMMIT"));
        }

        ClosedSegment closed = await CloseAsync();
        DateTimeOffset after = await new ProofStore(_test.Administrator).ReadClockAsync(CancellationToken.None);
        CopyTo(closed.Segment.End);

        CommitLog log = await _reader.ReadCommitsAsync(_copy, 1, from, closed.RestorePointLsn, CancellationToken.None);

        Assert.Equal(expected, log.Records.Select(r => r.Xid));
        Assert.All(log.Records, r => Assert.InRange(r.CommittedAt, before, after));
        Assert.All(log.Records.Zip(log.Records.Skip(1)), pair => Assert.True(pair.First.Lsn < pair.Second.Lsn));
        Assert.All(log.Records, r => Assert.True(r.Lsn >= from && r.Lsn < closed.RestorePointLsn));
    }

    [Fact]
    public async Task An_end_in_the_unused_tail_of_a_closed_segment_or_in_the_next_one_is_reached()
    {
        Lsn from = await PositionAsync();
        List<uint> first = await CommitAsync(2);
        ClosedSegment closed = await CloseAsync();
        List<uint> second = await CommitAsync(2);
        Lsn end = await PositionAsync();
        await CloseAsync();
        CopyTo(end);

        CommitLog tail = await _reader.ReadCommitsAsync(_copy, 1, from, new Lsn(closed.Segment.End.Value - 5000), CancellationToken.None);
        CommitLog boundary = await _reader.ReadCommitsAsync(_copy, 1, from, closed.Segment.End, CancellationToken.None);
        CommitLog both = await _reader.ReadCommitsAsync(_copy, 1, from, end, CancellationToken.None);

        Assert.Equal(first, tail.Records.Select(r => r.Xid));
        Assert.Equal(first, boundary.Records.Select(r => r.Xid));
        Assert.Equal([.. first, .. second], both.Records.Select(r => r.Xid));
        Assert.Empty((await _reader.ReadCommitsAsync(_copy, 1, end, end, CancellationToken.None)).Records);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("short")]
    [InlineData("flipped")]
    [InlineData("zeros")]
    [InlineData("foreign")]
    public async Task Damage_before_the_end_is_an_error_and_never_a_short_answer(string damage)
    {
        Lsn from = await PositionAsync();
        await CommitAsync(5);
        Lsn middle = await PositionAsync();
        await CommitAsync(5);
        ClosedSegment closed = await CloseAsync();
        await CommitAsync(2);
        ClosedSegment last = await CloseAsync();
        CopyTo(last.Segment.End);
        string file = Path.Combine(_copy, closed.Segment.Name);
        long at = (long)(middle.Value % WalSegment.DefaultSize);
        switch (damage)
        {
            case "missing":
                File.Delete(file);
                break;
            case "short":
                using (FileStream stream = new(file, FileMode.Open))
                {
                    stream.SetLength(at);
                }

                break;
            case "flipped":
                using (FileStream stream = new(file, FileMode.Open))
                {
                    stream.Position = at + 40;
                    int old = stream.ReadByte();
                    stream.Position = at + 40;
                    stream.WriteByte((byte)(old ^ 1));
                }

                break;
            case "zeros":
                using (FileStream stream = new(file, FileMode.Open))
                {
                    stream.Position = at;
                    stream.Write(new byte[WalSegment.DefaultSize - at]);
                }

                break;
            default:
                File.Copy(Path.Combine(_copy, last.Segment.Name), file, overwrite: true); // an older content under a newer name
                break;
        }

        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(
            () => _reader.ReadCommitsAsync(_copy, 1, from, last.RestorePointLsn, CancellationToken.None));

        Assert.Equal(ErrorCode.ToolFailed, error.Code);
    }

    [Fact]
    public async Task An_end_beyond_what_was_written_is_an_error()
    {
        Lsn from = await PositionAsync();
        await CommitAsync(1);
        Lsn end = await PositionAsync();
        CopyTo(end);

        await Assert.ThrowsAsync<PhoenixException>(() => _reader.ReadCommitsAsync(_copy, 1, from, new Lsn(end.Value + 100_000), CancellationToken.None));
    }

    [Theory]
    [InlineData("something else")]
    [InlineData("rmgr: Transaction len (rec/tot): 34/ 34, tx: 7, lsn: 0/1, prev 0/0, desc: COMMIT 2026-11-23 12:30:32.776805 CET")]
    [InlineData("rmgr: Transaction len (rec/tot): 34/ 34, tx: x, lsn: 0/1, prev 0/0, desc: COMMIT 2026-11-23 12:30:32.776805 UTC")]
    public void A_line_that_is_not_understood_is_an_error(string line) =>
        Assert.Throws<PhoenixException>(() => WalRecordLine.TryParseCommit(line, out _));
}
