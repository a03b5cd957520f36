using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster.Http;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>Lists are read as they come from the network, in whatever pieces.</summary>
public sealed class ListBodyTests
{
    private const string Text = """
        { "kind": "ThingList", "apiVersion": "v1", "metadata": { "resourceVersion": "7", "continue": null },
          "items": [
            { "metadata": { "name": "a", "managedFields": [ { "manager": "x", "fieldsV1": { "f:a": {} } } ], "labels": { "ä\"": "\u00e9\n" } }, "spec": { "n": 1.50, "metadata": { "managedFields": 1 } } },
            7,
            { "metadata": { "name": "b" }, "data": [ 1, [ 2, { } ], "x" ] }
          ], "more": true }

        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100_000)]
    public async Task A_list_in_pieces_is_the_list(int piece)
    {
        JsonObject read = await ReadAsync(Text, piece);

        JsonObject expected = JsonNode.Parse(Text)!.AsObject();
        JsonArray items = expected["items"]!.AsArray();
        items.RemoveAt(1);
        items[0]!["metadata"]!.AsObject().Remove("managedFields");
        Assert.True(JsonNode.DeepEquals(expected, read), read.ToJsonString());
        Assert.Contains("1.50", read.ToJsonString(), StringComparison.Ordinal); // numbers as they were written
    }

    [Fact]
    public async Task Many_and_large_items_are_all_there()
    {
        string list = $$"""{"items":[{{string.Join(',', Enumerable.Range(0, 400).Select(i => $$"""{"metadata":{"name":"n{{i}}"},"data":"{{new string('x', i * 997)}}"}"""))}}]}""";
        JsonArray items = (await ReadAsync(list, 10_000))["items"]!.AsArray();
        Assert.Equal(400, items.Count);
        Assert.All(Enumerable.Range(0, 400), i => Assert.Equal(i * 997, items[i]!["data"]!.ToString().Length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("<html>")]
    [InlineData("""{"items":[{"a":1}""")]
    [InlineData("""{"items":[{"a":1}],""")]
    [InlineData("""{"items":[]} x""")]
    [InlineData("""{"items":[]}{}""")]
    public async Task What_is_no_whole_list_is_none(string text)
    {
        await Assert.ThrowsAnyAsync<JsonException>(() => ReadAsync(text, 3));
    }

    [Theory]
    [InlineData("""{"kind":"Status"}""")]
    [InlineData("""{"items":null}""")]
    [InlineData("""{"items":{"a":1}}""")]
    public async Task What_has_no_items_shows_none(string text)
    {
        JsonObject read = await ReadAsync(text, 3);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), read));
    }

    [Fact]
    public void A_watch_s_object_comes_without_its_managed_fields()
    {
        JsonObject read = ApiJson.ParseEvent("""{"type":"ADDED","object":{"metadata":{"name":"a","managedFields":[{}]},"spec":{"a":null}}}""")!;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"type":"ADDED","object":{"metadata":{"name":"a"},"spec":{"a":null}}}"""), read), read.ToJsonString());
        Assert.Null(ApiJson.ParseEvent("""{"type":"ADDED","object":{"meta"""));
        Assert.Null(ApiJson.ParseEvent("[]"));
    }

    private static async Task<JsonObject> ReadAsync(string text, int piece)
    {
        using Pieces stream = new(Encoding.UTF8.GetBytes(text), piece);
        return await ListBody.ReadAsync(stream, Token);
    }

    // Gives no more than so many bytes at a time.
    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
