using Phoenix.Adapters.Checks;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Checks;
using Xunit;

namespace Phoenix.Adapters.Tests.Checks;

/// <summary>A data directory without its server: what waits in it, and what cannot be seen of it.</summary>
public sealed class LocalServerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.Sub("data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_waits_to_be_archived_is_counted()
    {
        Make();
        string status = Directory.CreateDirectory(Path.Combine(Data, "pg_wal", "archive_status")).FullName;
        File.WriteAllText(Path.Combine(status, "000000010000000000000005.ready"), "");
        File.WriteAllText(Path.Combine(status, "000000010000000000000004.done"), "");

        Seen<IdleServer> seen = LocalServer.FindIdle(Data)!;

        Assert.Equal((1, 0x0102030405060708UL), (seen.Value.Ready, seen.Value.SystemIdentifier));
    }

    // A link to a volume that is not mounted: the WAL that waits there exists nowhere else.
    [Fact]
    public void A_pg_wal_that_is_not_there_is_no_empty_one()
    {
        Make();
        File.CreateSymbolicLink(Path.Combine(Data, "pg_wal"), _folder.Sub("not-mounted"));

        Assert.NotNull(LocalServer.FindIdle(Data)!.Trouble);
    }

    [Fact]
    public void A_folder_that_waits_for_its_restore_is_no_server()
    {
        Assert.Null(LocalServer.FindIdle(null));
        Assert.Null(LocalServer.FindIdle(Data));
        Directory.CreateDirectory(Data);
        Assert.Null(LocalServer.FindIdle(Data));
        Directory.CreateDirectory(Path.Combine(Data, "lost+found"));
        Assert.Null(LocalServer.FindIdle(Data));
    }

    [Fact]
    public void The_clusters_of_an_archive_info_are_read_and_of_anything_else_none()
    {
        const string Info = "[backrest]\nbackrest-checksum=\"ab\"\nbackrest-format=5\n\n[db]\ndb-id=2\ndb-system-id=7711294080751904387\ndb-version=\"15\"\n\n[db:history]\n1={\"db-id\":7711294029119001891,\"db-version\":\"14\"}\n2={\"db-id\":7711294080751904387,\"db-version\":\"15\"}\n";
        Assert.Equal([7711294080751904387UL, 7711294029119001891UL], ArchiveInfoText.Clusters(Info));
        Assert.Empty(ArchiveInfoText.Clusters(""));
        Assert.Empty(ArchiveInfoText.Clusters("Salted__\u0001\u0002"));
        Assert.Empty(ArchiveInfoText.Clusters(Info[..60]));
    }

    private void Make()
    {
        Directory.CreateDirectory(Path.Combine(Data, "global"));
        File.WriteAllBytes(Path.Combine(Data, "global", "pg_control"), [8, 7, 6, 5, 4, 3, 2, 1, 0, 0]);
    }
}
