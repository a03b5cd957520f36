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
    public void Gives_back_what_was_added_in_its_order() => Record.Array[0, 3000].Sample(records =>
    {
        CommitRecordList list = [];
        foreach (CommitRecord record in records)
        {
            list.Add(record);
        }

        Assert.Equal(records.Length, list.Count);
        Assert.Equal(records, list);
    }, iter: 50);

    [Fact]
    public void A_record_added_after_reading_is_read_too()
    {
        CommitRecordList list = [];
        for (int i = 0; i < 1200; i++)
        {
            CommitRecord record = new((uint)i, new Lsn((ulong)i * 100), DateTimeOffset.UnixEpoch.AddMilliseconds(i));
            list.Add(record);
            Assert.Equal(record, list.Last());
            Assert.Equal(0u, list.First().Xid);
        }
    }
}
