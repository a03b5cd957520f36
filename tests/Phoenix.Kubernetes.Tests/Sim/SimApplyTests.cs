using System.Text.Json.Nodes;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>Server-side apply, as an HTTP client sees it.</summary>
public sealed class SimApplyTests(RawApi api) : IClassFixture<RawApi>
{
    private const string Apply = "application/apply-patch+yaml";

    [Fact]
    public async Task An_apply_makes_the_object_and_owns_what_it_named()
    {
        string space = await api.NamespaceAsync();
        (int code, JsonNode made) = await api.SendAsync("PATCH", $"/api/v1/namespaces/{space}/configmaps/one?fieldManager=phoenix", """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              labels: {app: x}
            data:
              a: "1"
            """, Apply);

        Assert.Equal(201, code);
        Assert.Equal("one", (string?)made["metadata"]!["name"]);
        JsonNode entry = Assert.Single(made["metadata"]!["managedFields"]!.AsArray())!;
        Assert.Equal("phoenix Apply v1", $"{entry["manager"]} {entry["operation"]} {entry["apiVersion"]}");
        Assert.Equal("""{"f:data":{"f:a":{}},"f:metadata":{"f:labels":{"f:app":{}}}}""", entry["fieldsV1"]!.ToJsonString());
    }

    [Fact]
    public async Task The_same_apply_again_changes_nothing()
    {
        string address = await AddressAsync();
        JsonNode first = await api.ApplyAsync(address, "phoenix", Body("""{"a":"1"}"""));
        JsonNode again = await api.ApplyAsync(address, "phoenix", Body("""{"a":"1"}"""));
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)again["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task A_field_that_is_no_longer_applied_goes_unless_another_owns_it()
    {
        string address = await AddressAsync();
        await api.ApplyAsync(address, "phoenix", Body("""{"a":"1","b":"2"}"""));
        await api.ApplyAsync(address, "other", Body("""{"b":"2"}"""));
        JsonNode left = await api.ApplyAsync(address, "phoenix", Body("""{"c":"3"}"""));
        Assert.Equal(["b", "c"], left["data"]!.AsObject().Select(pair => pair.Key).Order());
    }

    [Fact]
    public async Task A_change_of_what_others_own_is_a_conflict_until_forced()
    {
        string address = await AddressAsync();
        await api.ApplyAsync(address, "other", Body("""{"a":"1"}"""));
        await api.OkAsync("PATCH", address, """{"data":{"b":"1"}}""", "application/merge-patch+json");
        (int code, JsonNode conflict) = await api.SendAsync("PATCH", address + "?fieldManager=phoenix", Body("""{"a":"2"}"""), Apply);
        Assert.Equal(409, code);
        Assert.Equal("Conflict", (string?)conflict["reason"]);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"other\": .data.a", (string?)conflict["message"]);
        JsonNode cause = Assert.Single(conflict["details"]!["causes"]!.AsArray())!;
        Assert.Equal("FieldManagerConflict .data.a", $"{cause["reason"]} {cause["field"]}");

        (code, conflict) = await api.SendAsync("PATCH", address + "?fieldManager=phoenix", Body("""{"b":"2"}"""), Apply);
        Assert.Equal(409, code);
        Assert.Contains("conflict with \"raw\" using v1: .data.b", (string?)conflict["message"], StringComparison.Ordinal);

        JsonNode taken = await api.OkAsync("PATCH", address + "?fieldManager=phoenix&force=true", Body("""{"a":"2"}"""), Apply);
        Assert.Equal("2", (string?)taken["data"]!["a"]);
        Assert.DoesNotContain(taken["metadata"]!["managedFields"]!.AsArray(), entry => (string?)entry!["manager"] == "other");
    }

    [Fact]
    public async Task Items_of_lists_are_known_by_their_keys()
    {
        string space = await api.NamespaceAsync(), address = $"/apis/apps/v1/namespaces/{space}/deployments/web";
        await api.ApplyAsync(address, "phoenix", Deployment("""{"name":"web","image":"a","env":[{"name":"X","value":"1"},{"name":"Y","value":"2"}]}"""));
        await api.ApplyAsync(address, "sidecar", """{"apiVersion":"apps/v1","kind":"Deployment","spec":{"template":{"spec":{"containers":[{"name":"proxy","image":"p"}]}}}}""");
        JsonNode changed = await api.ApplyAsync(address, "phoenix", Deployment("""{"name":"web","image":"b","env":[{"name":"Y","value":"2"}]}"""));
        JsonArray containers = changed["spec"]!["template"]!["spec"]!["containers"]!.AsArray();
        Assert.Equal(["web b", "proxy p"], containers.Select(container => $"{container!["name"]} {container["image"]}"));
        Assert.Equal("Y", (string?)Assert.Single(containers[0]!["env"]!.AsArray())!["name"]);

        (int code, JsonNode conflict) = await api.SendAsync("PATCH", address + "?fieldManager=phoenix", Deployment("""{"name":"proxy","image":"q"}"""), Apply);
        Assert.Equal(409, code);
        Assert.Contains(""".spec.template.spec.containers[name="proxy"].image""", (string?)conflict["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_is_applied_apart()
    {
        string space = await api.NamespaceAsync(), address = $"/apis/apps/v1/namespaces/{space}/deployments/web";
        await api.ApplyAsync(address, "phoenix", Deployment("""{"name":"web","image":"a"}"""));
        JsonNode told = await api.ApplyAsync(address + "/status", "controller", """{"apiVersion":"apps/v1","kind":"Deployment","status":{"replicas":1,"conditions":[{"type":"Available","status":"True"}]}}""");
        Assert.Equal(1, (int)told["status"]!["replicas"]!);
        Assert.Contains(told["metadata"]!["managedFields"]!.AsArray(), entry => (string?)entry!["subresource"] == "status");
        JsonNode again = await api.ApplyAsync(address, "phoenix", Deployment("""{"name":"web","image":"b"}"""));
        Assert.Equal(1, (int)again["status"]!["replicas"]!);
    }

    [Fact]
    public async Task An_apply_needs_an_owner_and_takes_no_managed_fields()
    {
        string address = await AddressAsync();
        (int code, JsonNode status) = await api.SendAsync("PATCH", address, Body("{}"), Apply);
        Assert.Equal(422, code);
        Assert.Contains("fieldManager: Required value", (string?)status["message"], StringComparison.Ordinal);
        (code, _) = await api.SendAsync("PATCH", address + "?fieldManager=x", """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"managedFields":[{"manager":"y"}]}}""", Apply);
        Assert.Equal(400, code);
    }

    private static string Body(string data) => $$"""{"apiVersion":"v1","kind":"ConfigMap","data":{{data}}}""";

    private static string Deployment(string container) =>
        """{"apiVersion":"apps/v1","kind":"Deployment","spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[""" + container + "]}}}}";

    private async Task<string> AddressAsync() => $"/api/v1/namespaces/{await api.NamespaceAsync()}/configmaps/one";
}
