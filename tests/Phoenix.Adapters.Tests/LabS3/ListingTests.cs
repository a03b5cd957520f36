using System.Text;
using System.Xml.Linq;
using CsCheck;
using Phoenix.Lab.S3.Storage;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>Listings, held against the plainest possible model.</summary>
public sealed class ListingTests
{
    private static readonly Gen<string> Keys = OneOf("a", "b", "/", "//", "ab", "é", "\uffff", "💾", "\u0001").Array[1, 6].Select(string.Concat);

    [Fact]
    public void Pages_of_an_index_are_those_of_the_model() =>
        Gen.Select(Keys.HashSet[0, 40], Keys, OneOf("", "a", "a/", "é"), OneOf("", "/", "b", "//"), Gen.Int[1, 5], Gen.Bool)
            .Sample((keys, start, prefix, delimiter, limit, useStart) =>
            {
                var index = new KeyIndex([]);
                foreach (string key in keys)
                {
                    index.Put(new ObjectRecord { Key = key });
                }
                string? after = useStart ? start : null;
                string[] expected =
                [
                    .. keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(Bytes(key), Bytes(after)) > 0))
                        .Select(key => Rolled(key, prefix, delimiter)).Distinct().OrderBy(Bytes, StringComparer.Ordinal),
                ];
                List<string> found = [];
                ListPage page;
                (string? last, bool isPrefix) = (after, false);
                do
                {
                    page = index.List(new ListQuery(prefix, delimiter, last, isPrefix, limit));
                    Assert.True(page.Objects.Count + page.CommonPrefixes.Count <= limit);
                    found.AddRange(page.Objects.Select(item => item.Key).Concat(page.CommonPrefixes).OrderBy(Bytes, StringComparer.Ordinal));
                    (last, isPrefix) = (page.Last, page.LastIsPrefix);
                }
                while (page.Truncated);
                Assert.Equal(expected, found);
            });

    [Fact]
    public void Removed_keys_are_gone_and_the_rest_stays()
    {
        var index = new KeyIndex([new ObjectRecord { Key = "b" }, new ObjectRecord { Key = "a" }, new ObjectRecord { Key = "c" }]);
        index.Remove("b");
        index.Remove("nothing");
        Assert.Null(index.Find("b"));
        Assert.Equal(["a", "c"], index.List(new ListQuery("", "", null, false, 10)).Objects.Select(item => item.Key));
    }

    [Fact]
    public async Task Over_the_wire()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        foreach (string key in (string[])["asdf%2Bb", "foo%2B1/bar", "foo/bar/xyz", "quux%20ab/thud", "zz"])
        {
            await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Put, $"/{LabEndpoint.Bucket}/{key}"));
        }
        XElement page = await ListAsync("delimiter=%2F&encoding-type=url&fetch-owner=true");
        Assert.Equal(["asdf%2Bb", "zz"], Answers.Texts(page, "Contents", "Key"));
        Assert.Equal(["foo%2B1/", "foo/", "quux%20ab/"], Answers.Texts(page, "CommonPrefixes", "Prefix"));
        Assert.Equal("5", Answers.Value(page, "KeyCount"));
        Assert.Equal(["zz"], Answers.Texts(await ListAsync("start-after=quux%20ab%2Fthud"), "Contents", "Key"));
        Assert.Equal(["foo+1/bar", "foo/bar/xyz"], Answers.Texts(await ListAsync("prefix=foo"), "Contents", "Key"));
        Assert.Equal("false", Answers.Value(await ListAsync("max-keys=0"), "IsTruncated"));
        page = await ListAsync("delimiter=%2F&max-keys=2");
        Assert.Equal("true", Answers.Value(page, "IsTruncated"));
        page = await ListAsync("delimiter=%2F&continuation-token=" + Answers.Value(page, "NextContinuationToken"));
        Assert.Equal(["foo/", "quux ab/"], Answers.Texts(page, "CommonPrefixes", "Prefix"));

        Task<XElement> ListAsync(string query) => Answers.DocumentAsync(endpoint.SendAsync(HttpMethod.Get, $"/{LabEndpoint.Bucket}?list-type=2&{query}"));
    }

    private static string Bytes(string key) => Convert.ToHexString(Encoding.UTF8.GetBytes(key));

    private static string Rolled(string key, string prefix, string delimiter)
    {
        int found = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
        return found < 0 ? key : key[..(found + delimiter.Length)];
    }

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(i => choices[i]);
}
