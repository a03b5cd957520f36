using Phoenix.Adapters.PgBackRest;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.Adapters.Tests.PgBackRest;

public sealed class ArchiveKeysTests
{
    private const string A = "888819a558280b277a0423b5e0e69030eb3ca64a";
    private const string B = "8291398dd5890a7b5264a77cbfdaff8a6305b320";

    [Fact]
    public void Segments_partials_and_histories_are_told_apart()
    {
        ArchiveListing found = ArchiveKeys.Newest(
        [
            "archive.info", "archive.info.copy", "15-1/00000002.history", "15-1/0000000A.history",
            $"15-1/0000000100000000/000000010000000000000001-{A}.zst",
            $"15-1/0000000100000000/000000010000000000000001-{A}.gz",
            $"15-1/0000000100000000/000000010000000000000002-{A}",
            $"15-1/0000000100000000/000000010000000000000002-{B}.lz4",
            $"15-1/0000000100000000/000000010000000000000003.partial-{B}.gz",
            "15-1/0000000100000000/000000010000000000000002.00000028.backup",
            $"15-1/0000000100000000/000000020000000000000004-{A}.gz",
            "15-1/0000000100000000/000000010000000000000005-abc.gz",
            $"15-1/0000000100000000/00000001000000000000000a-{A}.gz",
        ])!.ToListing();
        Assert.Equal("15-1", found.ArchiveId);
        Assert.Equal([2u, 10u], found.Histories);
        Assert.Equal(["000000010000000000000003.partial"], found.Partials);
        Assert.Equal(["000000010000000000000001", "000000010000000000000002"], found.Segments.Keys.Order());
        Assert.Equal([A], found.Segments["000000010000000000000001"]);
        Assert.Equal([B, A], found.Segments["000000010000000000000002"].Order());
    }

    [Fact]
    public void Of_several_clusters_the_highest_number_is_taken() =>
        Assert.Equal("15-10", ArchiveKeys.Newest(["15-9/00000002.history", "15-10/00000002.history", "16-2/00000002.history"])!.Id);

    [Fact]
    public void An_empty_archive_has_no_id() => Assert.Null(ArchiveKeys.Newest(["archive.info"]));
}
