using Phoenix.Checks;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.Tests.Checks;

/// <summary>Where a search for stanzas looks, and where it ends.</summary>
public sealed class StanzaSearchTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_configured_place_is_looked_at_first_and_alone()
    {
        var bucket = new Keys("base/repo1/backup/db/backup.info", "base/repo1/backup/main/backup.info", "base/repo2/backup/db/backup.info");
        StanzaSearchResult found = await SearchAsync(bucket, "/base/repo1");
        Assert.Equal([new FoundStanza("/base/repo1", "db"), new FoundStanza("/base/repo1", "main")], found.Found);
        Assert.True(found.IsWhole);
        Assert.InRange(bucket.Requests, 1, 4);
    }

    [Theory]
    [InlineData("/base/repo9", "beside it")]
    [InlineData("/base", "one level too high")]
    [InlineData("/base/repo1/db", "one level too deep")]
    [InlineData("/elsewhere/repo1", "elsewhere")]
    public async Task A_wrong_path_is_answered_with_the_right_one(string path, string why)
    {
        StanzaSearchResult found = await SearchAsync(new Keys("base/repo1/backup/db/backup.info", "base/repo1/archive/db/archive.info", "photos/a.jpg"), path);
        Assert.True(found.Found.Contains(new FoundStanza("/base/repo1", "db")), why);
        Assert.Single(found.Found);
        Assert.True(found.IsWhole);
    }

    [Fact]
    public async Task A_folder_called_backup_is_no_repository() =>
        Assert.Empty((await SearchAsync(new Keys("backup/monday/files.tar", "a/backup/db/manifest"), "/base/repo1")).Found);

    [Fact]
    public async Task A_bucket_without_end_ends_the_search_and_that_is_said()
    {
        var bucket = new Keys([.. Enumerable.Range(0, 5000).Select(n => $"logs/{n}/x/y/file")]);
        StanzaSearchResult found = await SearchAsync(bucket, "/base/repo1");
        Assert.False(found.IsWhole);
        Assert.InRange(bucket.Requests, 100, 210);
        Assert.False((await SearchAsync(new Keys("a/b/c/d/e/f/g/h/backup/db/backup.info"), "/base/repo1")).IsWhole);
    }

    private static Task<StanzaSearchResult> SearchAsync(Keys keys, string path) =>
        new StanzaSearch(keys).RunAsync(new RepositoryLocation("localhost:9000", "bucket", "region", path, "db"), "", Token);

    private sealed class Keys(params string[] keys) : IFolderListing
    {
        public int Requests { get; private set; }

        public Task<IReadOnlyList<string>> ListFoldersAsync(string folder, CancellationToken cancellationToken)
        {
            Requests++;
            return Task.FromResult<IReadOnlyList<string>>(
                [.. keys.Where(k => k.StartsWith(folder, StringComparison.Ordinal)).Select(k => k[folder.Length..]).Where(k => k.Contains('/')).Select(k => k[..k.IndexOf('/')]).Distinct()]);
        }

        public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken)
        {
            Requests++;
            return Task.FromResult(keys.Contains(key));
        }
    }
}
