using System.Text.Json.Nodes;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>Deletion: finalizers, owners, namespaces.</summary>
public sealed class SimDeletionTests(RawApi api) : IClassFixture<RawApi>
{
    private const string Merge = "application/merge-patch+json";

    [Fact]
    public async Task A_deleted_object_is_told_by_a_status_and_one_with_finalizers_stays_until_they_are_done()
    {
        string space = await api.NamespaceAsync(), address = $"/api/v1/namespaces/{space}/configmaps";
        await api.ConfigMapAsync(space, "plain");
        JsonNode told = await api.OkAsync("DELETE", address + "/plain");
        Assert.Equal("Success", (string?)told["status"]);
        Assert.Equal("plain", (string?)told["details"]!["name"]);

        await api.ConfigMapAsync(space, "held", metadata: ""","finalizers":["example.org/hold"]""");
        JsonNode marked = await api.OkAsync("DELETE", address + "/held");
        Assert.NotNull(marked["metadata"]!["deletionTimestamp"]);
        Assert.Equal(200, (await api.SendAsync("GET", address + "/held")).Code);

        (int code, JsonNode refused) = await api.SendAsync("PATCH", address + "/held", """{"metadata":{"finalizers":["example.org/hold","example.org/more"]}}""", Merge);
        Assert.Equal(422, code);
        Assert.Contains("no new finalizers can be added", (string?)refused["message"], StringComparison.Ordinal);

        await api.OkAsync("PATCH", address + "/held", """{"metadata":{"finalizers":null}}""", Merge);
        Assert.Equal(404, (await api.SendAsync("GET", address + "/held")).Code);
    }

    [Fact]
    public async Task A_deletion_of_another_identity_is_refused()
    {
        string space = await api.NamespaceAsync();
        await api.ConfigMapAsync(space, "one");
        (int code, JsonNode status) = await api.SendAsync("DELETE", $"/api/v1/namespaces/{space}/configmaps/one", """{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"other"}}""");
        Assert.Equal(409, code);
        Assert.Contains("UID in precondition: other", (string?)status["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_no_owner_left_is_collected_and_what_has_another_is_kept()
    {
        string space = await api.NamespaceAsync(), address = $"/api/v1/namespaces/{space}/configmaps";
        string first = Owner(await api.ConfigMapAsync(space, "first")), second = Owner(await api.ConfigMapAsync(space, "second"));
        await api.ConfigMapAsync(space, "child", metadata: $$""","ownerReferences":[{{first}}]""");
        await api.ConfigMapAsync(space, "grandchild", metadata: $$""","ownerReferences":[{{Owner(await api.OkAsync("GET", address + "/child"))}}]""");
        await api.ConfigMapAsync(space, "shared", metadata: $$""","ownerReferences":[{{first}},{{second}}]""");
        await api.OkAsync("DELETE", address + "/first");
        await api.UntilAsync(address + "/grandchild", (code, _) => code == 404);
        JsonNode kept = await api.UntilAsync(address + "/shared", (_, body) => body["metadata"]!["ownerReferences"]!.AsArray().Count == 1);
        Assert.Equal("second", (string?)kept["metadata"]!["ownerReferences"]![0]!["name"]);

        await api.ConfigMapAsync(space, "lost", metadata: ""","ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"never","uid":"never"}]""");
        await api.UntilAsync(address + "/lost", (code, _) => code == 404);
    }

    [Fact]
    public async Task Foreground_deletion_waits_for_the_dependents_that_block()
    {
        string space = await api.NamespaceAsync(), address = $"/api/v1/namespaces/{space}/configmaps";
        string owner = Owner(await api.ConfigMapAsync(space, "owner"), blocks: true);
        await api.ConfigMapAsync(space, "child", metadata: $$""","finalizers":["example.org/hold"],"ownerReferences":[{{owner}}]""");
        JsonNode marked = await api.OkAsync("DELETE", address + "/owner?propagationPolicy=Foreground");
        Assert.Equal("foregroundDeletion", (string?)Assert.Single(marked["metadata"]!["finalizers"]!.AsArray()));
        await api.UntilAsync(address + "/child", (_, body) => body["metadata"]!["deletionTimestamp"] is not null);
        Assert.Equal(200, (await api.SendAsync("GET", address + "/owner")).Code);

        await api.OkAsync("PATCH", address + "/child", """{"metadata":{"finalizers":null}}""", Merge);
        await api.UntilAsync(address + "/owner", (code, _) => code == 404);
    }

    [Fact]
    public async Task Orphans_stay()
    {
        string space = await api.NamespaceAsync(), address = $"/api/v1/namespaces/{space}/configmaps";
        await api.ConfigMapAsync(space, "child", metadata: $$""","ownerReferences":[{{Owner(await api.ConfigMapAsync(space, "owner"))}}]""");
        await api.OkAsync("DELETE", address + "/owner?propagationPolicy=Orphan");
        await api.UntilAsync(address + "/owner", (code, _) => code == 404);
        JsonNode child = await api.OkAsync("GET", address + "/child");
        Assert.Null(child["metadata"]!["ownerReferences"]);
    }

    [Fact]
    public async Task A_namespace_goes_when_it_is_empty_and_says_what_is_left()
    {
        string space = await api.NamespaceAsync(), address = $"/api/v1/namespaces/{space}/configmaps";
        await api.UntilAsync(address + "/kube-root-ca.crt", (code, _) => code == 200);
        await api.UntilAsync($"/api/v1/namespaces/{space}/serviceaccounts/default", (code, _) => code == 200);
        await api.ConfigMapAsync(space, "held", metadata: ""","finalizers":["example.org/hold"]""");
        JsonNode marked = await api.OkAsync("DELETE", $"/api/v1/namespaces/{space}");
        Assert.Equal("Terminating", (string?)marked["status"]!["phase"]);

        JsonNode told = await api.UntilAsync($"/api/v1/namespaces/{space}", (_, body) => Message(body, "NamespaceFinalizersRemaining") is not null);
        Assert.Equal("Some content in the namespace has finalizers remaining: example.org/hold in 1 resource instances", Message(told, "NamespaceFinalizersRemaining"));
        Assert.Equal("Some resources are remaining: configmaps. has 1 resource instances", Message(told, "NamespaceContentRemaining"));
        (int code, JsonNode refused) = await api.SendAsync("POST", address, """{"metadata":{"name":"late"}}""");
        Assert.Equal(403, code);
        Assert.Equal("NamespaceTerminating", (string?)refused["details"]!["causes"]![0]!["reason"]);

        await api.OkAsync("PATCH", address + "/held", """{"metadata":{"finalizers":null}}""", Merge);
        await api.UntilAsync($"/api/v1/namespaces/{space}", (found, _) => found == 404);
        Assert.Empty((await api.OkAsync("GET", address))["items"]!.AsArray());
    }

    [Fact]
    public async Task Many_are_deleted_by_their_labels()
    {
        string space = await api.NamespaceAsync(), address = $"/api/v1/namespaces/{space}/secrets";
        foreach (string name in new[] { "a", "b" })
        {
            await api.OkAsync("POST", address, $$$$"""{"metadata":{"name":"{{{{name}}}}","labels":{"x":"{{{{name}}}}"}}}""");
        }

        await api.OkAsync("DELETE", address + "?labelSelector=x=a");
        Assert.Equal("b", (string?)Assert.Single((await api.OkAsync("GET", address))["items"]!.AsArray())!["metadata"]!["name"]);
    }

    private static string? Message(JsonNode space, string condition) => (string?)(space["status"]?["conditions"] as JsonArray)?.FirstOrDefault(one => (string?)one!["type"] == condition)?["message"];

    private static string Owner(JsonNode owner, bool blocks = false) =>
        $$"""{"apiVersion":"v1","kind":"ConfigMap","name":"{{owner["metadata"]!["name"]}}","uid":"{{owner["metadata"]!["uid"]}}","blockOwnerDeletion":{{(blocks ? "true" : "false")}}}""";
}
