using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Tests.Recovery;

public sealed class ArchiveScanTests
{
    private static readonly TimelineHistory Second = TimelineHistory.Parse(2, "1\t0/5000148\tr\n");
    private static readonly string[] Whole = ["000000010000000000000003", "000000010000000000000004", "000000020000000000000005", "000000020000000000000006"];

    [Fact]
    public void A_whole_archive_has_no_holes()
    {
        ArchiveObservation found = Scan(Listing([2], Whole));
        Assert.Equal((4, 0, 0), (found.Needed, found.Missing.Count, found.Duplicates.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Each_planted_hole_is_found(int hole) =>
        Assert.Equal([Whole[hole]], Scan(Listing([2], [.. Whole.Where((_, n) => n != hole)])).Missing);

    [Fact]
    public void The_parents_copy_does_not_fill_the_childs_hole() =>
        Assert.Equal(["000000020000000000000005"], Scan(Listing([2], [Whole[0], Whole[1], "000000010000000000000005", Whole[3]])).Missing);

    [Fact]
    public void A_missing_history_file_is_a_hole() => Assert.Equal(["00000002.history"], Scan(Listing([], Whole)).Missing);

    [Fact]
    public void A_segment_stored_twice_is_told()
    {
        ArchiveListing listing = Listing([2], Whole) with { };
        Dictionary<string, IReadOnlyList<string>> segments = new(listing.Segments) { [Whole[1]] = ["a", "b"] };
        Assert.Equal([Whole[1]], Scan(listing with { Segments = segments }).Duplicates);
    }

    [Fact]
    public void An_empty_archive_lacks_everything() => Assert.Equal(5, Scan(Listing([], [])).Missing.Count);

    [Fact]
    public void What_cannot_be_judged_is_not_called_whole()
    {
        Assert.Throws<ArgumentException>(() => ArchiveScan.Scan(Listing([2], Whole), Second, Lsn.Parse("0/7000000"), new WalSegment(2, 6)));
        Assert.Throws<ArgumentException>(() => ArchiveScan.Scan(Listing([2], Whole), Second, Lsn.Parse("0/3000028"), new WalSegment(1, 6)));
        Assert.Throws<ArgumentException>(() => ArchiveScan.Scan(Listing([2], Whole), Second, Lsn.Parse("0/3000028"), new WalSegment(3, 6)));
    }

    private static ArchiveObservation Scan(ArchiveListing listing) => ArchiveScan.Scan(listing, Second, Lsn.Parse("0/3000028"), new WalSegment(2, 6));

    private static ArchiveListing Listing(uint[] histories, string[] segments) =>
        new("15-1", segments.ToDictionary(s => s, IReadOnlyList<string> (_) => ["a"]), [], histories);
}
