using Phoenix.Ports;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Tests.Recovery;

public sealed class ArchiveListingTests
{
    [Theory]
    [InlineData(3, 3)]
    [InlineData(3, 4, 4)]
    [InlineData(3, 5, 4, 5)]
    [InlineData(3, 4, 4, 6)]
    [InlineData(3, 3, 5, 6)]
    public void Nothing_behind_a_hole_follows_without_a_gap(int from, int newest, params int[] others)
    {
        ArchiveListing listing = new("15-1", ((int[])[from, .. others]).ToDictionary(n => Segment(n).Name, _ => (IReadOnlyList<string>)["aa"]), [], []);

        Assert.Equal(Segment(newest), listing.NewestWithoutGap(Segment(from)));
    }

    [Fact]
    public void A_segment_of_another_timeline_does_not_follow()
    {
        ArchiveListing listing = new("15-1", new Dictionary<string, IReadOnlyList<string>> { [new WalSegment(2, 4).Name] = ["aa"] }, [], []);

        Assert.Equal(Segment(3), listing.NewestWithoutGap(Segment(3)));
    }

    private static WalSegment Segment(int number) => new(1, (ulong)number);
}
