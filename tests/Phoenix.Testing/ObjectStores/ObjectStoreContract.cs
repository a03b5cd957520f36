using System.Text;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.Testing.ObjectStores;

/// <summary>What every <see cref="IObjectStore"/> must do; each adapter and the fake pass it unchanged.</summary>
public abstract class ObjectStoreContract
{
    private readonly string _prefix = $"contract/{Guid.NewGuid():N}/";

    /// <summary>The store under test; the class that made it disposes it.</summary>
    protected abstract IObjectStore Store { get; }

    /// <summary>Whether the endpoint has conditional puts; one without must say so by <see cref="NotSupportedException"/>.</summary>
    protected virtual bool HasConditions => true;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_there_is_an_answer_and_no_error()
    {
        Assert.Null(await Store.HeadAsync(_prefix + "none", Token));
        Assert.Null(await Store.OpenReadAsync(_prefix + "none", Token));
        Assert.Empty(await ListAsync(""));
        await Store.DeleteAsync(_prefix + "none", Token);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3_000_001)]
    public async Task What_was_put_is_read_back(int size)
    {
        byte[] content = new byte[size];
        new Random(size).NextBytes(content);
        string? tag = await PutAsync("o", content);
        Assert.False(string.IsNullOrEmpty(tag));
        Assert.DoesNotContain('"', tag);

        StoredObject head = (await Store.HeadAsync(_prefix + "o", Token))!;
        Assert.Equal((_prefix + "o", (long)size, tag), (head.Key, head.Size, head.ETag));
        Assert.InRange(head.LastModified, TimeProvider.System.GetUtcNow().AddHours(-1), TimeProvider.System.GetUtcNow().AddHours(1));
        Assert.Equal(content, await ReadAsync("o"));
        StoredObject listed = Assert.Single(await ListObjectsAsync(""));
        Assert.Equal((head.Key, head.Size, head.ETag), (listed.Key, listed.Size, listed.ETag));
    }

    [Fact]
    public async Task A_second_put_replaces_the_first()
    {
        string? first = await PutAsync("o", "longer before"u8.ToArray());
        string? second = await PutAsync("o", "after"u8.ToArray());
        Assert.NotEqual(first, second);
        Assert.Equal("after"u8.ToArray(), await ReadAsync("o"));
        Assert.Equal(second, (await Store.HeadAsync(_prefix + "o", Token))!.ETag);
    }

    [Fact]
    public async Task What_was_deleted_is_gone()
    {
        await PutAsync("o", [1]);
        await PutAsync("p", [1]);
        await Store.DeleteAsync(_prefix + "o", Token);
        Assert.Null(await Store.HeadAsync(_prefix + "o", Token));
        Assert.Equal(["p"], await ListAsync(""));
    }

    [Fact]
    public async Task Keys_are_listed_in_the_order_of_their_bytes()
    {
        // U+FF5E sorts before U+1F525 in UTF-8 and after it in UTF-16; '-' and '.' sort before '/'.
        string[] keys = ["a", "a b", "a%2Fb", "a+b", "a-", "a.b", "a/", "a/b", "a0", "a=&?#", "b~", "\u00E4", "\uFF5E", "\U0001F525"];
        string[] expected = [.. keys.OrderBy(k => Convert.ToHexString(Encoding.UTF8.GetBytes(k)), StringComparer.Ordinal)];
        foreach (string key in keys.Reverse())
        {
            await PutAsync(key, Encoding.UTF8.GetBytes(key));
        }

        Assert.Equal(expected, await ListAsync(""));
        foreach (string key in keys)
        {
            Assert.Equal(Encoding.UTF8.GetBytes(key), await ReadAsync(key));
        }
    }

    [Fact]
    public async Task A_prefix_is_no_folder()
    {
        foreach (string key in new[] { "wal", "wal/1", "wal/2", "wale", "wa" })
        {
            await PutAsync(key, [1]);
        }

        Assert.Equal(["wal/1", "wal/2"], await ListAsync("wal/"));
        Assert.Equal(["wal", "wal/1", "wal/2", "wale"], await ListAsync("wal"));
    }

    [Fact]
    public async Task A_listing_of_more_than_one_page_has_each_key_once()
    {
        string[] keys = [.. Enumerable.Range(0, 1003).Select(n => $"{n:D5}")];
        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token }, async (k, _) => await PutAsync(k, [1]));
        Assert.Equal(keys, await ListAsync(""));
    }

    [Fact]
    public async Task A_put_that_must_be_the_first_is_made_once()
    {
        if (!HasConditions)
        {
            await Assert.ThrowsAsync<NotSupportedException>(() => PutAsync("o", [1], new PutCondition(IfAbsent: true)));
            Assert.Null(await Store.HeadAsync(_prefix + "o", Token));
            return;
        }

        Assert.NotNull(await PutAsync("o", [1], new PutCondition(IfAbsent: true)));
        Assert.Null(await PutAsync("o", [2], new PutCondition(IfAbsent: true)));
        Assert.Null(await PutAsync("o", [1], new PutCondition(IfAbsent: true)));
        Assert.Equal([1], await ReadAsync("o"));
    }

    [Fact]
    public async Task A_put_that_must_follow_a_known_content_follows_only_that()
    {
        string tag = (await PutAsync("o", [1]))!;
        if (!HasConditions)
        {
            await Assert.ThrowsAsync<NotSupportedException>(() => PutAsync("o", [2], new PutCondition(IfETag: tag)));
            return;
        }

        string? second = await PutAsync("o", [2], new PutCondition(IfETag: tag));
        Assert.NotNull(second);
        Assert.Null(await PutAsync("o", [3], new PutCondition(IfETag: tag)));
        Assert.Equal([2], await ReadAsync("o"));
        Assert.Null(await PutAsync("none", [3], new PutCondition(IfETag: tag)));
        Assert.Null(await Store.HeadAsync(_prefix + "none", Token));
    }

    [Fact]
    public async Task Of_many_first_puts_one_wins()
    {
        Assert.SkipUnless(HasConditions, "the endpoint has no conditional puts");
        string?[] tags = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => PutAsync("o", [(byte)n], new PutCondition(IfAbsent: true))));
        int winner = Assert.Single(Enumerable.Range(0, 8), n => tags[n] is not null);
        Assert.Equal([(byte)winner], await ReadAsync("o"));
    }

    [Fact]
    public async Task A_cancelled_call_ends_as_cancelled()
    {
        CancellationToken cancelled = new(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.HeadAsync(_prefix + "o", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync(_prefix + "o", new byte[1], PutCondition.None, cancelled));
        Assert.Null(await Store.HeadAsync(_prefix + "o", Token));
    }

    private Task<string?> PutAsync(string key, byte[] content, PutCondition? condition = null) =>
        Store.PutAsync(_prefix + key, content, condition ?? PutCondition.None, Token);

    private async Task<byte[]> ReadAsync(string key)
    {
        await using Stream? stream = await Store.OpenReadAsync(_prefix + key, Token);
        Assert.NotNull(stream);
        using MemoryStream copy = new();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }

    private async Task<string[]> ListAsync(string prefix) => [.. (await ListObjectsAsync(prefix)).Select(o => o.Key[_prefix.Length..])];

    private async Task<List<StoredObject>> ListObjectsAsync(string prefix)
    {
        List<StoredObject> found = [];
        await foreach (StoredObject o in Store.ListAsync(_prefix + prefix, Token))
        {
            found.Add(o);
        }

        return found;
    }
}
