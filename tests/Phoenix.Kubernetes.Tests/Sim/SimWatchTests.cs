using System.Text.Json.Nodes;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>Lists and watches, as an HTTP client sees them.</summary>
public sealed class SimWatchTests(RawApi api) : IClassFixture<RawApi>
{
    [Fact]
    public async Task Lists_of_built_in_kinds_have_items_that_do_not_say_what_they_are()
    {
        string space = await api.NamespaceAsync();
        await api.ConfigMapAsync(space, "one");
        JsonNode list = await api.OkAsync("GET", $"/api/v1/namespaces/{space}/configmaps?fieldSelector=metadata.name=one");

        Assert.Equal("ConfigMapList", (string?)list["kind"]);
        JsonNode item = Assert.Single(list["items"]!.AsArray())!;
        Assert.Null(item["kind"]);
        Assert.Equal("one", (string?)item["metadata"]!["name"]);
    }

    [Fact]
    public async Task Labels_select()
    {
        string space = await api.NamespaceAsync();
        await api.ConfigMapAsync(space, "a", metadata: ""","labels":{"tier":"web","n":"1"}""");
        await api.ConfigMapAsync(space, "b", metadata: ""","labels":{"tier":"db"}""");
        await api.ConfigMapAsync(space, "c", metadata: ""","labels":{"other":"x"}""");

        Assert.Equal("a", await Names("tier=web"));
        Assert.Equal("a b", await Names("tier in (web, db)"));
        Assert.Equal("b", await Names("tier,tier!=web"));
        Assert.Equal("b c", await Names("tier notin (web),!n,!kubernetes"));
        Assert.Equal("a", await Names("n>0"));

        async Task<string> Names(string selector)
        {
            JsonNode list = await api.OkAsync("GET", $"/api/v1/namespaces/{space}/configmaps?labelSelector={Uri.EscapeDataString(selector)}&fieldSelector=metadata.name!=kube-root-ca.crt");
            return string.Join(' ', list["items"]!.AsArray().Select(item => (string?)item!["metadata"]!["name"]));
        }
    }

    [Fact]
    public async Task Pages_show_the_revision_of_the_first_page()
    {
        string space = await api.NamespaceAsync(), address = $"/api/v1/namespaces/{space}/secrets?limit=2";
        foreach (string name in new[] { "a", "b", "c", "d", "e" })
        {
            await api.OkAsync("POST", $"/api/v1/namespaces/{space}/secrets", $$$"""{"metadata":{"name":"{{{name}}}"}}""");
        }

        JsonNode first = await api.OkAsync("GET", address);
        Assert.Equal(3, (int)first["metadata"]!["remainingItemCount"]!);
        await api.OkAsync("DELETE", $"/api/v1/namespaces/{space}/secrets/d");
        JsonNode second = await api.OkAsync("GET", $"{address}&continue={(string?)first["metadata"]!["continue"]}");
        Assert.Equal(["c", "d"], second["items"]!.AsArray().Select(item => (string?)item!["metadata"]!["name"]));
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)second["metadata"]!["resourceVersion"]);

        api.Server.Compact();
        (int code, JsonNode expired) = await api.SendAsync("GET", $"{address}&continue={(string?)second["metadata"]!["continue"]}");
        Assert.Equal(410, code);
        Assert.Equal("Expired", (string?)expired["reason"]);
        JsonNode rest = await api.OkAsync("GET", $"{address}&continue={(string?)expired["metadata"]!["continue"]}");
        Assert.Equal("e", (string?)Assert.Single(rest["items"]!.AsArray())!["metadata"]!["name"]);
    }

    [Fact]
    public async Task A_watch_goes_on_from_a_version_and_sees_objects_come_into_and_leave_its_selection()
    {
        string space = await api.NamespaceAsync(), address = $"/api/v1/namespaces/{space}/configmaps";
        JsonNode list = await api.OkAsync("GET", address);
        await api.ConfigMapAsync(space, "one");
        using RawWatch all = await api.WatchAsync($"{address}?watch=1&resourceVersion={list["metadata"]!["resourceVersion"]}&fieldSelector=metadata.name=one");
        using RawWatch some = await api.WatchAsync($"{address}?watch=1&labelSelector=x=y");
        Assert.Equal("ADDED one", await all.NextNameAsync());
        await api.OkAsync("PATCH", address + "/one", """{"metadata":{"labels":{"x":"y"}}}""", "application/merge-patch+json");
        Assert.Equal("MODIFIED one", await all.NextNameAsync());
        Assert.Equal("ADDED one", await some.NextNameAsync());
        await api.OkAsync("PATCH", address + "/one", """{"metadata":{"labels":{"x":"z"}}}""", "application/merge-patch+json");
        Assert.Equal("DELETED one", await some.NextNameAsync());
        await api.OkAsync("DELETE", address + "/one");
        Assert.Equal("MODIFIED one", await all.NextNameAsync());
        JsonNode gone = (await all.NextAsync())!;
        Assert.Equal("DELETED", (string?)gone["type"]);
        Assert.Equal("ConfigMap", (string?)gone["object"]!["kind"]);
    }

    [Fact]
    public async Task A_watch_without_a_version_tells_what_is_there_and_bookmarks_come_to_who_allows_them()
    {
        string space = await api.NamespaceAsync();
        await api.OkAsync("POST", $"/api/v1/namespaces/{space}/secrets", """{"metadata":{"name":"s"}}""");
        using RawWatch watch = await api.WatchAsync($"/api/v1/namespaces/{space}/secrets?watch=true&allowWatchBookmarks=true");
        Assert.Equal("ADDED s", await watch.NextNameAsync());
        JsonNode bookmark = (await watch.NextAsync())!;
        Assert.Equal("BOOKMARK", (string?)bookmark["type"]);
        Assert.Equal("Secret", (string?)bookmark["object"]!["kind"]);
        Assert.NotNull(bookmark["object"]!["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task A_streamed_list_ends_with_a_bookmark_that_says_so()
    {
        string space = await api.NamespaceAsync();
        await api.OkAsync("POST", $"/api/v1/namespaces/{space}/secrets", """{"metadata":{"name":"s"}}""");
        using RawWatch watch = await api.WatchAsync($"/api/v1/namespaces/{space}/secrets?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");
        Assert.Equal("ADDED s", await watch.NextNameAsync());
        Assert.Equal("true", (string?)(await watch.NextAsync())!["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]);
    }

    [Fact]
    public async Task A_watch_from_a_compacted_version_is_told_so()
    {
        string space = await api.NamespaceAsync(), address = $"/api/v1/namespaces/{space}/secrets";
        JsonNode list = await api.OkAsync("GET", address);
        await api.OkAsync("POST", address, """{"metadata":{"name":"s"}}""");
        api.Server.Compact();
        using RawWatch watch = await api.WatchAsync($"{address}?watch=1&resourceVersion={list["metadata"]!["resourceVersion"]}");
        JsonNode error = (await watch.NextAsync())!;
        Assert.Equal("ERROR", (string?)error["type"]);
        Assert.Equal(410, (int)error["object"]!["code"]!);
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task A_watch_ends_at_its_timeout_and_breaks_when_it_is_cut()
    {
        using RawWatch timed = await api.WatchAsync("/api/v1/namespaces/kube-public/secrets?watch=1&timeoutSeconds=1");
        Assert.Null(await timed.NextAsync());

        using RawWatch cut = await api.WatchAsync("/api/v1/namespaces/kube-public/secrets?watch=1");
        api.Server.Faults.CutWatches();
        await Assert.ThrowsAnyAsync<IOException>(cut.NextAsync);
    }

    [Fact]
    public async Task Metadata_alone_is_given_to_who_asks_for_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/nodes");
        request.Headers.TryAddWithoutValidation("Accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        using HttpResponseMessage answer = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        JsonNode list = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("PartialObjectMetadataList", (string?)list["kind"]);
        Assert.Null(Assert.Single(list["items"]!.AsArray())!["status"]);
    }
}
