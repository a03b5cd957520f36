using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Tests.Recovery;

public sealed class WalSegmentTests
{
    private const uint Mib = 1024 * 1024;

    // Expected names are pg_walfile_name()'s, from servers initialised with these segment sizes.
    [Theory]
    [InlineData(16, "0/0", "000000010000000000000000")]
    [InlineData(16, "0/FEFFFFFF", "0000000100000000000000FE")]
    [InlineData(16, "0/FF000000", "0000000100000000000000FF")]
    [InlineData(16, "0/FFFFFFFF", "0000000100000000000000FF")]
    [InlineData(16, "1/0", "000000010000000100000000")]
    [InlineData(16, "1/1000000", "000000010000000100000001")]
    [InlineData(64, "0/FBFFFFFF", "00000001000000000000003E")]
    [InlineData(64, "0/FC000000", "00000001000000000000003F")]
    [InlineData(64, "1/0", "000000010000000100000000")]
    [InlineData(1, "0/FFF00000", "000000010000000000000FFF")]
    [InlineData(1024, "0/C0000000", "000000010000000000000003")]
    [InlineData(1024, "1/0", "000000010000000100000000")]
    public void The_name_follows_from_position_and_size(uint mib, string lsn, string name)
    {
        WalSegment segment = WalSegment.Containing(1, Lsn.Parse(lsn), mib * Mib);
        Assert.Equal(name, segment.Name);
        Assert.True(WalSegment.TryParse(name, mib * Mib, out WalSegment read));
        Assert.Equal(segment, read);
        Assert.True(segment.Start <= Lsn.Parse(lsn) && Lsn.Parse(lsn) < segment.End);
    }

    [Fact]
    public void The_one_after_FF_is_the_first_of_the_next_log()
    {
        Assert.True(WalSegment.TryParse("0000000200000009000000FF", 16 * Mib, out WalSegment last));
        Assert.Equal("000000020000000A00000000", last.Next.Name);
        Assert.True(WalSegment.TryParse("00000002000000090000003F", 64 * Mib, out last));
        Assert.Equal("000000020000000A00000000", last.Next.Name);
    }

    [Theory]
    [InlineData("0/3000000", "000000010000000000000002")]
    [InlineData("0/3000001", "000000010000000000000003")]
    [InlineData("0/0", "000000010000000000000000")]
    [InlineData("1/0", "0000000100000000000000FF")]
    public void A_record_that_ends_on_a_boundary_lies_before_it(string end, string name) =>
        Assert.Equal(name, WalSegment.EndingAt(1, Lsn.Parse(end)).Name);

    [Theory]
    [InlineData("000000010000000000000100")]
    [InlineData("000000000000000000000001")]
    [InlineData("00000001000000000000000a")]
    [InlineData("00000001000000000000000G")]
    [InlineData("00000001000000000000000")]
    [InlineData("0000000100000000000000011")]
    [InlineData("00000002.history")]
    [InlineData("000000010000000000000002.partial")]
    public void Other_names_are_no_segments(string name) => Assert.False(WalSegment.TryParse(name, 16 * Mib, out _));

    [Fact]
    public void With_64_MiB_there_are_64_in_a_log() => Assert.False(WalSegment.TryParse("000000010000000000000040", 64 * Mib, out _));

    [Fact]
    public void Order_is_by_timeline_then_by_number()
    {
        WalSegment[] sorted = [new(1, 9), new(2, 3), new(2, 4)];
        Assert.Equal(sorted, sorted.Reverse().Order());
    }
}
