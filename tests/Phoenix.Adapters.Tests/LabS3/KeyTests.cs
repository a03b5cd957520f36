using System.Text;
using CsCheck;
using Phoenix.Lab.S3.Signing;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>Keys of every kind come back as they were, and none of them leads out of the bucket's folder.</summary>
public sealed class KeyTests
{
    private static readonly string[] Evil =
    [
        "..", ".", "../..", "../../../../etc/passwd", "a/../b", "a/./b", "/", "//", "///x", "/etc/passwd", "a//b", "a/", "%2e%2e/x", "%", "%%", "%00",
        "../keys.json", "..\\..\\x", "C:\\x", "~", "-rf", "*", "?", "#", "a?b=c", "a#b", "a&b", "a=b", "a+b", "a b", " ", "  lead", "trail  ", "\t", "\n", "\r\n",
        "\u0001", "\u007f", "é", "e\u0301", "日本", "💾", "\uffff", "\U0010ffff", "\u202e", "con", "bucket.json", "objects", "uploads/x", "\"'<>", ".phoenix/keys",
        "a:b", "a;b", "$(x)", "`x`", "a|b", new string('/', 1024), new string('é', 512),
    ];

    [Fact]
    public async Task Evil_keys_stay_inside_and_come_back()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        string[] before = Outside(endpoint);
        foreach (string key in Evil)
        {
            await PutAsync(endpoint, key);
        }
        await CheckAsync(endpoint, Evil);
        Assert.Equal(before, Outside(endpoint));
        await endpoint.RestartAsync();
        await CheckAsync(endpoint, Evil);
        foreach (string key in Evil)
        {
            await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Delete, Target(key)));
        }
        Assert.Empty(await Answers.ListAsync(endpoint));
        Assert.Equal(before, Outside(endpoint));
    }

    [Fact]
    public async Task Random_keys_stay_inside_and_come_back()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        string[] before = Outside(endpoint);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        Gen<string> piece = Gen.OneOf(
            OneOf("..", ".", "/", "%2F", "%", "\\", "\u0001", "💾", "\uffff", "é"),
            Gen.Char.Where(c => c != 0 && !char.IsSurrogate(c)).Array[1, 8].Select(chars => new string(chars)));
        await piece.Array[1, 30].Select(string.Concat).Where(key => Encoding.UTF8.GetByteCount(key) <= 1024).SampleAsync(
            async key =>
            {
                await PutAsync(endpoint, key);
                lock (keys)
                {
                    keys.Add(key);
                }
            },
            iter: 300);
        await CheckAsync(endpoint, keys);
        Assert.Equal(before, Outside(endpoint));
    }

    [Theory]
    [InlineData("a%00b")]
    [InlineData("%ff")]
    [InlineData("%c0%af")]
    [InlineData("%ed%a0%80")]
    [InlineData("%2")]
    [InlineData("%zz")]
    public async Task Keys_that_are_no_text_are_refused(string raw)
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(endpoint);
        await connection.SendAsync(Encoding.ASCII.GetBytes($"PUT /{LabEndpoint.Bucket}/{raw} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 400 ", await connection.ReadAsync(), StringComparison.Ordinal);
        Assert.Empty(await Answers.ListAsync(endpoint));
    }

    private static string Target(string key) => $"/{LabEndpoint.Bucket}/{PercentEncoding.Encode(key, keepSlash: true)}";

    private static async Task PutAsync(LabEndpoint endpoint, string key)
    {
        using HttpResponseMessage done = await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Put, Target(key), Encoding.UTF8.GetBytes("body of " + key)));
    }

    private static async Task CheckAsync(LabEndpoint endpoint, IReadOnlyCollection<string> keys)
    {
        List<(string Key, string ETag)> listed = await Answers.ListAsync(endpoint);
        Assert.Equal(keys.OrderBy(key => Convert.ToHexString(Encoding.UTF8.GetBytes(key)), StringComparer.Ordinal), listed.Select(item => item.Key));
        foreach (string key in keys)
        {
            using HttpResponseMessage got = await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Get, Target(key)));
            Assert.Equal("body of " + key, Encoding.UTF8.GetString(await got.Content.ReadAsByteArrayAsync()));
        }
    }

    /// <summary>Everything that lies around the bucket's objects, seen from two folders further up.</summary>
    private static string[] Outside(LabEndpoint endpoint) =>
        [.. Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(endpoint.Directory)!, "*", SearchOption.AllDirectories)
            .Where(path => Path.GetDirectoryName(path) != Path.Combine(endpoint.Directory, "buckets", LabEndpoint.Bucket, "objects")).Order(StringComparer.Ordinal)];

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);
}
