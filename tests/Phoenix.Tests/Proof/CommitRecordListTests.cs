using CsCheck;
using Phoenix.Proof;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class CommitRecordListTests
{
    private static readonly Gen<CommitRecord> Record = Gen.Select(Gen.UInt, Gen.ULong, Gen.Long[0, DateTimeOffset.MaxValue.Ticks])
        .Select((xid, lsn, ticks) => new CommitRecord(xid, new Lsn(lsn), new DateTimeOffset(ticks, TimeSpan.Zero)));

    [Fact]
    public void Gives_back_what_was_added_in_any_order_of_reading() => Gen.Select(Record.Array[0, 3000], Gen.Int[0, int.MaxValue].Array[20]).Sample((records, jumps) =>
    {
        CommitRecordList list = [];
        foreach (CommitRecord record in records)
        {
            list.Add(record);
        }

        Assert.Equal(records.Length, list.Count);
        Assert.All(jumps.Where(_ => records.Length > 0).Select(j => j % records.Length), i => Assert.Equal(records[i], list[i]));
        Assert.Equal(records, list);
    }, iter: 50);

    [Fact]
    public void A_record_added_after_reading_is_read_too()
    {
        CommitRecordList list = [];
        for (int i = 0; i < 2050; i++)
        {
            CommitRecord record = new((uint)i, new Lsn((ulong)i * 100), DateTimeOffset.UnixEpoch.AddMilliseconds(i));
            list.Add(record);
            Assert.Equal(record, list[i]);
            Assert.Equal(0u, list[0].Xid);
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void Nothing_lies_outside(int index)
    {
        CommitRecordList list = [new CommitRecord(3, new Lsn(1), DateTimeOffset.UnixEpoch)];
        Assert.Throws<ArgumentOutOfRangeException>(() => list[index]);
    }
}
