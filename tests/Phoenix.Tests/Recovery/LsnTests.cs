using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Tests.Recovery;

public sealed class LsnTests
{
    [Theory]
    [InlineData("0/0", 0UL)]
    [InlineData("0/3000148", 0x3000148UL)]
    [InlineData("1/0", 0x1_0000_0000UL)]
    [InlineData("A/FFFFFFFF", 0xA_FFFF_FFFFUL)]
    [InlineData("FFFFFFFF/FFFFFFFF", ulong.MaxValue)]
    public void The_spelling_is_read_and_written(string text, ulong value)
    {
        Assert.Equal(value, Lsn.Parse(text).Value);
        Assert.Equal(text, new Lsn(value).ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("/1")]
    [InlineData("0/")]
    [InlineData("0/0/0")]
    [InlineData("-1/0")]
    [InlineData(" 0/0")]
    [InlineData("0/ 1")]
    [InlineData("0x0/1")]
    [InlineData("000000000/0")]
    [InlineData("0/100000000")]
    [InlineData("G/0")]
    public void Anything_else_is_refused(string? text) => Assert.False(Lsn.TryParse(text, out _));

    [Fact]
    public void Distances_and_order_are_those_of_bytes()
    {
        Lsn low = Lsn.Parse("0/FFFFFFFF"), high = Lsn.Parse("1/0");
        Assert.True(low < high && high > low && low <= high && high >= low && low.CompareTo(high) < 0);
        Assert.Equal(1, high - low);
        Assert.Equal(-1, low - high);
    }
}
