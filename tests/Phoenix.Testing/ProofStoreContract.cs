using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Testing;

/// <summary>What every <see cref="IProofStore"/> must do. The fake and each adapter pass it.</summary>
public abstract class ProofStoreContract
{
    private static readonly Guid Run = Guid.Parse("5f0c4a52-7e1c-4b35-8a57-0d7d2ab3c101");

    /// <summary>A store on a server of its own or shared; an earlier proof database may be left there.</summary>
    protected abstract IProofStore Store { get; }

    [Fact]
    public async Task Preparing_makes_the_accounts_and_drops_what_was_there()
    {
        await Store.PrepareAsync(3, 100, Token);
        await using (IProofWriter writer = await Store.OpenWriterAsync(Token))
        {
            await writer.TransferAsync(Run, 1, Next(0, 1), Token);
        }

        await Store.PrepareAsync(4, 50, Token);

        Assert.Equal([new(0, 50, 50), new(1, 50, 50), new(2, 50, 50), new(3, 50, 50)], await Store.ReadAccountsAsync(Token));
        Assert.Empty(await LedgerAsync());
    }

    [Fact]
    public async Task An_acknowledged_transfer_is_there_whole_with_position_and_transaction()
    {
        await Store.PrepareAsync(2, 100, Token);
        await using IProofWriter writer = await Store.OpenWriterAsync(Token);
        Attempt first = Next(0, 1, from: 1, to: 0, amount: 30);
        Attempt second = Next(0, 2, from: 0, to: 1, amount: 5);

        TransferOutcome one = await writer.TransferAsync(Run, 7, first, Token);
        TransferOutcome two = await writer.TransferAsync(Run, 7, second, Token);

        Assert.Equal(WriteOutcome.Acknowledged, one.Outcome);
        Assert.Equal(WriteOutcome.Acknowledged, two.Outcome);
        Assert.True(one.InsertLsn > Lsn.Zero && one.InsertLsn < two.InsertLsn);
        Assert.True(one.Xid > 0 && one.Xid < two.Xid);
        Assert.Equal([new(0, 125, 125), new(1, 75, 75)], await Store.ReadAccountsAsync(Token));
        Assert.Equal([Row(7, first), Row(7, second)], await LedgerAsync());
        Assert.Equal(2, await Store.CountLedgerByIndexAsync(Token));
    }

    [Fact]
    public async Task A_transfer_that_cannot_be_is_failed_leaves_nothing_and_the_writer_goes_on()
    {
        await Store.PrepareAsync(2, 100, Token);
        await using IProofWriter writer = await Store.OpenWriterAsync(Token);
        await writer.TransferAsync(Run, 1, Next(0, 1), Token);

        TransferOutcome repeated = await writer.TransferAsync(Run, 1, Next(0, 1), Token);
        TransferOutcome stranger = await writer.TransferAsync(Run, 1, Next(0, 2, from: 0, to: 99), Token);
        TransferOutcome after = await writer.TransferAsync(Run, 1, Next(0, 3), Token);

        Assert.Equal(WriteOutcome.Failed, repeated.Outcome);
        Assert.NotNull(repeated.Reason);
        Assert.Equal(WriteOutcome.Failed, stranger.Outcome);
        Assert.Equal(WriteOutcome.Acknowledged, after.Outcome);
        Assert.Equal([1L, 3L], (await LedgerAsync()).Select(r => r.Number));
        Assert.Equal(200, (await Store.ReadAccountsAsync(Token)).Sum(a => a.BySequentialScan));
    }

    [Fact]
    public async Task A_cancelled_token_means_do_not_start()
    {
        await Store.PrepareAsync(2, 100, Token);
        await using IProofWriter writer = await Store.OpenWriterAsync(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await writer.TransferAsync(Run, 1, Next(0, 1), new CancellationToken(true)));

        Assert.Empty(await LedgerAsync());
    }

    [Fact]
    public async Task Concurrent_writers_neither_deadlock_nor_change_the_sum()
    {
        await Store.PrepareAsync(3, 1000, Token);

        TransferOutcome[][] outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(async w =>
        {
            await using IProofWriter writer = await Store.OpenWriterAsync(Token);
            List<TransferOutcome> mine = [];
            for (int n = 1; n <= 25; n++)
            {
                mine.Add(await writer.TransferAsync(Run, 1, Next(w, n, from: (w + n) % 3, to: (w + n + 1 + (n % 2)) % 3), Token));
            }

            return mine.ToArray();
        }));

        Assert.All(outcomes.SelectMany(o => o), o => Assert.Equal(WriteOutcome.Acknowledged, o.Outcome));
        Assert.Equal(100, outcomes.SelectMany(o => o).Select(o => o.Xid).Distinct().Count());
        Assert.Equal(3000, (await Store.ReadAccountsAsync(Token)).Sum(a => a.ByIndex));
        Assert.Equal(100, (await LedgerAsync()).Count);
    }

    [Fact]
    public async Task Sentinels_belong_to_their_cycle_and_can_be_written_again()
    {
        await Store.PrepareAsync(2, 100, Token);
        DateTimeOffset before = await Store.ReadClockAsync(Token);

        Sentinel a = await Store.WriteSentinelAsync(Run, 1, SentinelName.A, "first", Token);
        Sentinel again = await Store.WriteSentinelAsync(Run, 1, SentinelName.A, "it's \\ second", Token);
        await Store.WriteSentinelAsync(Run, 2, SentinelName.B, "other", Token);
        DateTimeOffset after = await Store.ReadClockAsync(Token);

        Assert.True(a.InsertLsn > Lsn.Zero && a.InsertLsn < again.InsertLsn && a.Xid < again.Xid);
        Assert.InRange(a.WrittenAt, before, again.WrittenAt);
        Assert.InRange(again.WrittenAt, a.WrittenAt, after);
        Assert.Equal("it's \\ second", Assert.Single(await Store.ReadSentinelsAsync(Run, 1, Token)).Value);
        Assert.Equal(SentinelName.B, Assert.Single(await Store.ReadSentinelsAsync(Run, 2, Token)).Key);
        Assert.Empty(await Store.ReadSentinelsAsync(Guid.Empty, 1, Token));
    }

    [Fact]
    public async Task Probe_query_and_drop()
    {
        await Store.PrepareAsync(2, 100, Token);

        await Store.ProbeWriteAsync(Token);
        QueryObservation fine = await Store.QueryAsync("phoenix_proof", "select count(*) > 0 from probe", "t", Token);
        QueryObservation wrong = await Store.QueryAsync("phoenix_proof", "select * from no_such_table", "t", Token);
        QueryObservation writing = await Store.QueryAsync("phoenix_proof", "delete from probe returning 'gone'", "gone", Token);
        QueryObservation none = await Store.QueryAsync("phoenix_proof", "select 1 where false", "1", Token);
        await Store.DropAsync(Token);
        await Store.DropAsync(Token);

        Assert.Equal(("t", null), (fine.Found, fine.Error));
        Assert.Contains("42P01", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("25006", writing.Error, StringComparison.Ordinal);
        Assert.Equal((null, null), (none.Found, none.Error));
        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(() => Store.CountLedgerByIndexAsync(Token));
        Assert.Equal(ErrorCode.ToolFailed, error.Code);
        Assert.Contains("3D000", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Makes an attempt with its digest.</summary>
    protected static Attempt Next(int writer, long number, int from = 0, int to = 1, long amount = 1)
    {
        long nonce = (writer * 1_000_003L) + number;
        return new Attempt(writer, number, nonce, from, to, amount, LedgerDigest.Compute(Run, 1, writer, number, nonce, from, to, amount));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static LedgerRow Row(int cycle, Attempt a) => new(Run, cycle, a.Writer, a.Number, a.Nonce, a.From, a.To, a.Amount, a.Digest);

    private async Task<List<LedgerRow>> LedgerAsync()
    {
        List<LedgerRow> rows = [];
        await Store.ReadLedgerAsync(rows.Add, Token);
        return [.. rows.OrderBy(r => r.Writer).ThenBy(r => r.Number)];
    }
}
