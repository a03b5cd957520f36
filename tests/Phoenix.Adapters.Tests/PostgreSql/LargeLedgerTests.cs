using System.Diagnostics;
using Phoenix.Adapters.PostgreSql;
using Xunit;

namespace Phoenix.Adapters.Tests.PostgreSql;

[Collection(AloneCollection.Name)]
public sealed class LargeLedgerTests(SharedServer server) : IClassFixture<SharedServer>
{
    [Fact]
    public async Task A_large_ledger_is_streamed_with_flat_memory()
    {
        ProofStore store = new(server.Test.Clients);
        await store.PrepareAsync(2, 100, CancellationToken.None);
        const int rows = 500_000;
        await server.Test.AskAsync(
            $"INSERT INTO ledger SELECT gen_random_uuid(), 1, i % 8, i, i * 7, 0, 1, i, -i FROM generate_series(1, {rows}) i", "phoenix_proof");
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long count = 0;
        long sum = 0;
        bool intact = true;
        long start = Stopwatch.GetTimestamp();

        await store.ReadLedgerAsync(row =>
        {
            count++;
            sum += row.Amount;
            intact &= row.Number == -row.Digest && row.Nonce == row.Number * 7 && row.Writer == row.Number % 8;
        }, CancellationToken.None);

        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        long more = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Assert.True(intact);
        Assert.Equal(rows, count);
        Assert.Equal((long)rows * (rows + 1) / 2, sum);

        // An object a row (48 bytes and more, several a row with per-column reads) and a buffered result are above these bounds.
        Assert.True(more < 128 << 20, $"{more >> 20} MiB allocated");
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 32 << 20, "memory grew");
        TestContext.Current.TestOutputHelper?.WriteLine($"{rows / taken.TotalSeconds:N0} rows/s, {more >> 10} KiB allocated");
        Assert.Equal(rows, await store.CountLedgerByIndexAsync(CancellationToken.None));
    }
}
