using System.Buffers.Binary;
using System.Numerics;
using CsCheck;
using Phoenix.Errors;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class LedgerReadTests
{
    private static readonly Guid Run = Guid.NewGuid();
    private static readonly DateTimeOffset Epoch = new(2026, 2, 10, 14, 0, 0, TimeSpan.Zero);
    private const int Block = LedgerFormat.RecordSize;

    [Fact]
    public void Reads_back_what_was_recorded()
    {
        Gen<LedgerEntry> entry = Gen.Select(Gen.Int[1, 3], Gen.Long[0, 1L << 40], Gen.Long[0, 1L << 40], Gen.ULong, Gen.ULong, Gen.Bool)
            .Select((outcome, wait, took, lsn, xid, known) => new LedgerEntry(0, 0, (WriteOutcome)outcome, false, wait, took, new Lsn(known ? lsn : 0), known ? xid : 0));
        Gen.Select(entry.Array[0, 40], Gen.Bool).Array[0, 5].Sample(writers =>
        {
            MemoryRunStore store = new(Run);
            ManualTime time = new(Epoch);
            LedgerClock clock = new(time);
            List<LedgerEntry> expected = [];
            for (int w = 0; w < writers.Length; w++)
            {
                time.Nanoseconds = 0;
                using LedgerRecorder recorder = new(store.OpenLedger(3, 2, w), Run, 3, w, clock, new LedgerCounters());
                int number = 0;
                foreach (LedgerEntry e in writers[w].Item1)
                {
                    number++;
                    time.Nanoseconds += e.SentAt;
                    long sentAt = time.Nanoseconds;
                    recorder.Attempted(new Attempt(w, number, 1, 1, 2, 3, 4));
                    if (writers[w].Item2 && number == writers[w].Item1.Length)
                    {
                        expected.Add(new LedgerEntry(w, number, WriteOutcome.Pending, false, sentAt, long.MaxValue, Lsn.Zero, 0));
                        break;
                    }

                    time.Nanoseconds += e.EndedAt;
                    recorder.Ended(number, new TransferOutcome(e.Outcome, e.InsertLsn, e.Xid, null));
                    expected.Add(e with { Writer = w, Number = number, SentAt = sentAt, EndedAt = time.Nanoseconds });
                }
            }

            Ledger ledger = Ledger.Read(Run, 3, store, 2);
            Assert.Equal(expected, All(ledger));
            Assert.Equal(expected.Count, ledger.Attempted);
            Assert.Equal(expected.Count(e => e.Outcome == WriteOutcome.Acknowledged), ledger.Acknowledged);
            Assert.Equal(expected.Count(e => e.Outcome == WriteOutcome.Failed), ledger.Failed);
            Assert.Equal(expected.Count(e => e.InDoubt), ledger.InDoubt);
            Assert.Equal(ledger.Acknowledged, ledger.Lost);
            Assert.Equal(writers.Length, ledger.Writers.Count);
            Assert.All(ledger.Writers, w => Assert.Equal(
                expected.Where(e => e.Writer == w.Writer && e.Acknowledged).Select(e => (long?)e.EndedAt).LastOrDefault(), w.LastAcknowledgedAt));
        });
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(2048)]
    [InlineData(6143)]
    [InlineData(20000)]
    public void Reads_files_longer_than_its_buffers(int attempts)
    {
        MemoryRunStore store = Write(attempts);
        Ledger ledger = Ledger.Read(Run, 1, store, 1);
        Assert.Equal(attempts, ledger.Acknowledged);
        Assert.Equal(Enumerable.Range(1, attempts).Select(n => ((long)n, (ulong)n, (long)n)), All(ledger).Select(e => (e.Number, e.Xid, e.EndedAt / 20)));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(store.Ledger(1, 1, 0).Content)), ledger.LedgerSha256);
        Assert.Equal(Epoch, ledger.Epoch);
        Assert.Equal(Epoch.AddTicks(1), ledger.At(199));
    }

    [Fact]
    public void A_torn_last_record_is_left_out_and_its_attempt_in_doubt()
    {
        for (int cut = 1; cut < Block; cut++)
        {
            Ledger ledger = Ledger.Read(Run, 1, Write(3, content => content[..^cut]), 1);
            Assert.Equal((3, 2, 1, 1), (ledger.Attempted, ledger.Acknowledged, ledger.InDoubt, ledger.TornTails));
        }
    }

    [Fact]
    public void A_torn_attempt_was_never_sent()
    {
        Ledger ledger = Ledger.Read(Run, 1, Write(3, content => content[..^(Block + 5)]), 1);
        Assert.Equal((2, 2, 0, 1), (ledger.Attempted, ledger.Acknowledged, ledger.InDoubt, ledger.TornTails));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    public void A_file_without_a_whole_header_holds_no_attempt(int length)
    {
        Ledger ledger = Ledger.Read(Run, 1, Write(3, content => content[..length]), 1);
        Assert.Equal((0, length == 0 ? 0 : 1), (ledger.Attempted, ledger.TornTails));
    }

    [Fact]
    public void Every_bit_flipped_before_the_last_record_is_found()
    {
        byte[] intact = Write(2).Ledger(1, 1, 0).Content;
        for (int bit = 0; bit < (intact.Length - Block) * 8; bit++)
        {
            Damaged(Write(2, content =>
            {
                content[bit / 8] ^= (byte)(1 << (bit % 8));
                return content;
            }));
        }
    }

    [Fact]
    public void A_flipped_bit_in_the_last_record_makes_it_a_torn_tail()
    {
        Ledger ledger = Ledger.Read(Run, 1, Write(2, content =>
        {
            content[^20] ^= 1;
            return content;
        }), 1);
        Assert.Equal((2, 1, 1, 1), (ledger.Attempted, ledger.Acknowledged, ledger.InDoubt, ledger.TornTails));
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(8192)]
    public void A_damaged_block_at_the_end_of_a_buffer_is_torn_only_at_the_end_of_the_file(int blocks)
    {
        byte[] Spoil(byte[] content)
        {
            content[((blocks - 1) * Block) + 5] ^= 1;
            return content;
        }

        Assert.Equal(1, Ledger.Read(Run, 1, Write(9000, c => Spoil(c[..(blocks * Block)])), 1).TornTails);
        Damaged(Write(9000, c => Spoil(c[..((blocks * Block) + 1)])));
        Damaged(Write(9000, c => [.. Spoil(c[..(blocks * Block)]), 0]));
        Damaged(Write(9000, Spoil));
    }

    [Fact]
    public void Zeros_are_no_record()
    {
        Assert.False(LedgerFormat.IsIntact(new byte[Block]));
        Damaged(Write(2, content => [.. content, .. new byte[2 * Block]]));
    }

    [Fact]
    public void Records_missing_repeated_or_swapped_are_found()
    {
        Damaged(Write(3, c => Without(c, 1)));
        Damaged(Write(3, c => Without(c, 2)));
        Damaged(Write(3, c => Without(Without(c, 1), 1)));
        Damaged(Write(3, c => [.. c[..(3 * Block)], .. c[Block..]]));
        Damaged(Write(3, c => [.. c, .. c[^Block..]]));
        Damaged(Write(3, c => Without(c, 0)));
    }

    [Fact]
    public void An_attempt_after_a_pending_one_is_found()
    {
        byte[] second = new byte[Block];
        LedgerFormat.WriteAttempt(second, new Attempt(0, 4, 1, 1, 2, 3, 4), 1000);
        Damaged(Write(3, c => [.. Without(c, 6), .. second]));
    }

    [Fact]
    public void Records_that_make_no_sense_are_found()
    {
        byte[] block = new byte[Block];
        LedgerFormat.WriteOutcome(block, 0, 4, TransferOutcome.Failed(""), 1000);
        Damaged(Write(3, c => [.. c, .. block]), "not under way");
        LedgerFormat.WriteAttempt(block, new Attempt(1, 4, 1, 1, 2, 3, 4), 1000);
        Damaged(Write(3, c => [.. c, .. block]), "of writer 1");
        LedgerFormat.WriteAttempt(block, new Attempt(0, 4, 1, 1, 2, 3, 4), 59);
        Damaged(Write(3, c => [.. c, .. block]), "ran backwards");
        LedgerFormat.WriteAttempt(block, new Attempt(0, 4, 1, 1, 2, 3, 4), 60);
        Assert.Equal(4, Ledger.Read(Run, 1, Write(3, c => [.. c, .. block]), 1).Attempted);
        LedgerFormat.WriteHeader(block, new LedgerHeader(Run, 1, 0, Epoch));
        Damaged(Write(3, c => [.. c, .. block]));
        byte[] attempt = new byte[Block];
        LedgerFormat.WriteAttempt(attempt, new Attempt(0, 4, 1, 1, 2, 3, 4), 1000);
        foreach (int outcome in (int[])[0, 4, 200])
        {
            LedgerFormat.WriteOutcome(block, 0, 4, new TransferOutcome((WriteOutcome)outcome, default, 0, null), 1000);
            Damaged(Write(3, c => [.. c, .. attempt, .. block]), "unknown outcome");
        }
    }

    [Fact]
    public void Intact_records_that_do_not_follow_each_other_are_found()
    {
        static byte[] Attempt(long number)
        {
            byte[] block = new byte[Block];
            LedgerFormat.WriteAttempt(block, new Attempt(0, number, 1, 1, 2, 3, 4), 1000);
            return block;
        }

        byte[] outcome = new byte[Block];
        LedgerFormat.WriteOutcome(outcome, 0, 5, TransferOutcome.Failed(""), 1000);
        byte[] unknown = Attempt(4);
        unknown[0] = (byte)'X';
        Seal(unknown);
        Damaged(Write(3, c => [.. c, .. Attempt(5)]), "attempt 5 after 3");
        Damaged(Write(3, c => [.. c, .. Attempt(4), .. Attempt(4)]), "attempt 4 after 3 and one that did not end");
        Damaged(Write(3, c => [.. c, .. Attempt(4), .. outcome]), "an outcome of 5, which is not under way");
        Damaged(Write(3, c => [.. c, .. unknown]), "unknown kind 88");
    }

    [Fact]
    public void A_file_of_another_run_cycle_writer_or_clock_is_refused()
    {
        Damaged(Reheaded(new LedgerHeader(Guid.NewGuid(), 1, 0, Epoch)));
        Damaged(Reheaded(new LedgerHeader(Run, 2, 0, Epoch)));
        Damaged(Reheaded(new LedgerHeader(Run, 1, 1, Epoch)));
        Assert.Equal(3, Ledger.Read(Run, 1, Reheaded(new LedgerHeader(Run, 1, 0, Epoch.AddTicks(7))), 1).Attempted);

        MemoryRunStore store = Write(1);
        var time = new ManualTime(Epoch.AddTicks(1));
        new LedgerRecorder(store.OpenLedger(1, 1, 1), Run, 1, 1, new LedgerClock(time), new LedgerCounters()).Dispose();
        Damaged(store, "clock");
    }

    [Fact]
    public void A_block_that_is_damaged_or_something_else_is_no_header()
    {
        byte[] block = new byte[Block];
        LedgerFormat.WriteHeader(block, new LedgerHeader(Run, 1, 0, Epoch));
        Assert.Equal(new LedgerHeader(Run, 1, 0, Epoch), LedgerFormat.ReadHeader(block));
        block[30] ^= 1;
        Assert.Null(LedgerFormat.ReadHeader(block));

        // Its number stands where a header has its version.
        LedgerFormat.WriteAttempt(block, new Attempt(0, LedgerFormat.Version, 1, 1, 2, 3, 4), 1000);
        Assert.True(LedgerFormat.IsIntact(block));
        Assert.Null(LedgerFormat.ReadHeader(block));

        LedgerFormat.WriteHeader(block, new LedgerHeader(Run, 1, 0, Epoch));
        block[8] = LedgerFormat.Version + 1;
        Seal(block);
        Assert.True(LedgerFormat.IsIntact(block));
        Assert.Null(LedgerFormat.ReadHeader(block));
    }

    [Fact]
    public void A_record_has_nothing_in_it_of_the_one_before()
    {
        byte[] used = [.. Enumerable.Repeat((byte)0xFF, Block)];
        byte[] fresh = new byte[Block];
        LedgerFormat.WriteOutcome(used, 0, 4, TransferOutcome.Failed(""), 1000);
        LedgerFormat.WriteOutcome(fresh, 0, 4, TransferOutcome.Failed(""), 1000);
        Assert.Equal(fresh, used);
    }

    [Fact]
    public void Only_the_asked_seeding_is_read()
    {
        MemoryRunStore store = Write(3);
        Assert.Equal(0, Ledger.Read(Run, 1, store, 2).Attempted);
    }

    private static List<LedgerEntry> All(Ledger ledger)
    {
        List<LedgerEntry> entries = [];
        foreach (LedgerEntry entry in ledger)
        {
            entries.Add(entry);
        }

        return entries;
    }

    private static void Seal(byte[] block) =>
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(Block - sizeof(uint)), ~block[..^sizeof(uint)].Aggregate(uint.MaxValue, BitOperations.Crc32C));

    private static byte[] Without(byte[] content, int block) => [.. content[..(block * Block)], .. content[((block + 1) * Block)..]];

    private static MemoryRunStore Reheaded(LedgerHeader header) => Write(3, c =>
    {
        LedgerFormat.WriteHeader(c, header);
        return c;
    });

    private static MemoryRunStore Write(int attempts, Func<byte[], byte[]>? spoil = null)
    {
        MemoryRunStore store = new(Run);
        ManualTime time = new(Epoch);
        using LedgerRecorder recorder = new(store.OpenLedger(1, 1, 0), Run, 1, 0, new LedgerClock(time), new LedgerCounters());
        for (int n = 1; n <= attempts; n++)
        {
            time.Nanoseconds += 10;
            recorder.Attempted(new Attempt(0, n, 1, 1, 2, 3, 4));
            time.Nanoseconds += 10;
            recorder.Ended(n, TransferOutcome.Acknowledged(new Lsn((ulong)n * 256), (ulong)n));
        }

        if (spoil is not null)
        {
            store.Ledger(1, 1, 0).Content = spoil(store.Ledger(1, 1, 0).Content);
        }

        return store;
    }

    private static void Damaged(MemoryRunStore store, string? says = null)
    {
        PhoenixException e = Assert.Throws<PhoenixException>(() => Ledger.Read(Run, 1, store, 1));
        Assert.Equal(ErrorCode.RecordDamaged, e.Code);
        Assert.Contains(says ?? "", e.Message, StringComparison.Ordinal);
    }
}
