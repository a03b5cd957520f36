using System.Text.Json.Nodes;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>Objects of built-in kinds, as an HTTP client sees them.</summary>
public sealed class SimObjectsTests(RawApi api) : IClassFixture<RawApi>
{
    [Fact]
    public async Task Discovery_names_groups_versions_and_resources()
    {
        JsonNode core = await api.OkAsync("GET", "/api/v1");
        JsonNode pods = Assert.Single(core["resources"]!.AsArray(), resource => (string?)resource!["name"] == "pods")!;
        Assert.Equal("Pod", (string?)pods["kind"]);
        Assert.True((bool)pods["namespaced"]!);
        Assert.Contains(core["resources"]!.AsArray(), resource => (string?)resource!["name"] == "pods/portforward");

        JsonNode groups = await api.OkAsync("GET", "/apis");
        JsonNode apps = Assert.Single(groups["groups"]!.AsArray(), group => (string?)group!["name"] == "apps")!;
        Assert.Equal("apps/v1", (string?)apps["preferredVersion"]!["groupVersion"]);
        Assert.Equal("APIGroup", (string?)(await api.OkAsync("GET", "/apis/apps"))["kind"]);
        Assert.Equal("v1.36.0-sim", (string?)(await api.OkAsync("GET", "/version"))["gitVersion"]);
    }

    [Fact]
    public async Task Discovery_comes_in_one_document_for_who_asks_so()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/apis");
        request.Headers.TryAddWithoutValidation("Accept", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json");
        using HttpResponseMessage answer = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        JsonNode document = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

        Assert.Equal("APIGroupDiscoveryList", (string?)document["kind"]);
        Assert.Contains(document["items"]!.AsArray(), group => (string?)group!["metadata"]!["name"] == "apps");
    }

    [Fact]
    public async Task A_created_object_gets_its_identity_and_can_be_read_back()
    {
        string space = await api.NamespaceAsync();
        JsonNode made = await api.ConfigMapAsync(space, "one");

        Assert.Equal(space, (string?)made["metadata"]!["namespace"]);
        Assert.NotNull(made["metadata"]!["uid"]);
        Assert.NotNull(made["metadata"]!["creationTimestamp"]);
        Assert.Null(made["metadata"]!["generation"]);
        JsonNode entry = Assert.Single(made["metadata"]!["managedFields"]!.AsArray())!;
        Assert.Equal("raw", (string?)entry["manager"]);
        Assert.Equal("Update", (string?)entry["operation"]);
        Assert.NotNull(entry["fieldsV1"]!["f:data"]!["f:a"]);
        Assert.True(JsonNode.DeepEquals(made, await api.OkAsync("GET", $"/api/v1/namespaces/{space}/configmaps/one")));
    }

    [Theory]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"taken"}}""", 409, "AlreadyExists", "configmaps \"taken\" already exists")]
    [InlineData("GET", "/api/v1/namespaces/default/configmaps/none", null, 404, "NotFound", "configmaps \"none\" not found")]
    [InlineData("GET", "/apis/apps/v1/namespaces/default/deployments/none", null, 404, "NotFound", "deployments.apps \"none\" not found")]
    [InlineData("POST", "/api/v1/namespaces/nowhere/configmaps", """{"metadata":{"name":"a"}}""", 404, "NotFound", "namespaces \"nowhere\" not found")]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"Not_A_Name"}}""", 422, "Invalid", "ConfigMap \"Not_A_Name\" is invalid: metadata.name")]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"b","namespace":"other"}}""", 400, "BadRequest", "does not match the namespace")]
    [InlineData("POST", "/api/v1/namespaces/default/configmaps", """{"kind":"Secret","apiVersion":"v1","metadata":{"name":"b"}}""", 400, "BadRequest", "cannot be handled as a ConfigMap")]
    [InlineData("POST", "/api/v1/namespaces/default/secrets", """{"metadata":{"name":"b"},"data":{"a":"***"}}""", 400, "BadRequest", "illegal base64 data")]
    [InlineData("GET", "/api/v1/namespaces/default/configmaps?labelSelector=a%20b%20c", null, 400, "BadRequest", "unable to parse requirement")]
    [InlineData("GET", "/api/v1/namespaces/default/configmaps?fieldSelector=data.a=1", null, 400, "BadRequest", "is not a known field selector")]
    [InlineData("GET", "/api/v1/nothings", null, 404, "NotFound", "could not find the requested resource")]
    [InlineData("DELETE", "/api/v1/namespaces", null, 405, "MethodNotAllowed", "does not allow this method")]
    public async Task Errors_are_told_as_published(string method, string address, string? body, int code, string reason, string message)
    {
        await api.SendAsync("POST", "/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"taken"}}""");
        (int found, JsonNode status) = await api.SendAsync(method, address, body);

        Assert.Equal(code, found);
        Assert.Equal("Status", (string?)status["kind"]);
        Assert.Equal("Failure", (string?)status["status"]);
        Assert.Equal(reason, (string?)status["reason"]);
        Assert.Equal(code, (int)status["code"]!);
        Assert.Contains(message, (string?)status["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_known_users_come_in()
    {
        using HttpClient nobody = api.Server.CreateClient("");
        Assert.Equal(401, (int)(await nobody.GetAsync("/api/v1/nodes", TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(200, (int)(await nobody.GetAsync("/readyz", TestContext.Current.CancellationToken)).StatusCode);

        string token = api.Server.IssueToken("someone");
        using HttpClient someone = api.Server.CreateClient(token);
        Assert.Equal(200, (int)(await someone.GetAsync("/api/v1/nodes", TestContext.Current.CancellationToken)).StatusCode);
        api.Server.RevokeToken(token);
        Assert.Equal(401, (int)(await someone.GetAsync("/api/v1/nodes", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_write_on_an_old_version_is_refused_and_one_that_changes_nothing_makes_no_version()
    {
        string space = await api.NamespaceAsync(), address = $"/api/v1/namespaces/{space}/configmaps/one";
        JsonNode first = await api.ConfigMapAsync(space, "one");
        JsonNode second = await api.OkAsync("PATCH", address, """{"data":{"a":"2"}}""", "application/merge-patch+json");
        Assert.NotEqual((string?)first["metadata"]!["resourceVersion"], (string?)second["metadata"]!["resourceVersion"]);

        (int code, JsonNode status) = await api.SendAsync("PUT", address, first.ToJsonString());
        Assert.Equal(409, code);
        Assert.Contains("the object has been modified", (string?)status["message"], StringComparison.Ordinal);

        JsonNode third = await api.OkAsync("PATCH", address, """{"data":{"a":"2"}}""", "application/merge-patch+json");
        Assert.Equal((string?)second["metadata"]!["resourceVersion"], (string?)third["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task Patches_of_each_kind_change_what_they_name()
    {
        string space = await api.NamespaceAsync(), address = $"/api/v1/namespaces/{space}/configmaps/one";
        await api.ConfigMapAsync(space, "one");
        await api.OkAsync("PATCH", address, """[{"op":"test","path":"/data/a","value":"1"},{"op":"add","path":"/data/b","value":"2"}]""", "application/json-patch+json");
        JsonNode merged = await api.OkAsync("PATCH", address, """{"data":{"a":null,"c":"3"}}""", "application/merge-patch+json");
        Assert.Equal("""{"b":"2","c":"3"}""", merged["data"]!.ToJsonString());

        (int code, _) = await api.SendAsync("PATCH", address, """[{"op":"test","path":"/data/b","value":"9"}]""", "application/json-patch+json");
        Assert.Equal(422, code);
        (code, _) = await api.SendAsync("PATCH", address, "{}", "text/plain");
        Assert.Equal(415, code);
    }

    [Fact]
    public async Task Strings_of_a_secret_end_up_in_its_data()
    {
        string space = await api.NamespaceAsync();
        JsonNode made = await api.OkAsync("POST", $"/api/v1/namespaces/{space}/secrets", """{"metadata":{"name":"s"},"stringData":{"key":"value"}}""");

        Assert.Equal("dmFsdWU=", (string?)made["data"]!["key"]);
        Assert.Null(made["stringData"]);
        Assert.Equal("Opaque", (string?)made["type"]);
    }

    [Fact]
    public async Task Generation_counts_changes_of_what_is_desired_only()
    {
        string space = await api.NamespaceAsync(), address = $"/apis/apps/v1/namespaces/{space}/deployments/web";
        JsonNode made = await api.OkAsync("POST", $"/apis/apps/v1/namespaces/{space}/deployments", """
            {"metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"i"}]}}},"status":{"replicas":9}}
            """);
        Assert.Equal(1, (int)made["metadata"]!["generation"]!);
        Assert.Null(made["status"]?["replicas"]);

        JsonNode reported = await api.OkAsync("PATCH", address + "/status", """{"status":{"replicas":1},"spec":{"replicas":7}}""", "application/merge-patch+json");
        Assert.Equal(1, (int)reported["metadata"]!["generation"]!);
        Assert.Equal(1, (int)reported["status"]!["replicas"]!);
        Assert.Equal(1, (int)reported["spec"]!["replicas"]!);

        JsonNode scaled = await api.OkAsync("PATCH", address, """{"spec":{"replicas":2},"status":{"replicas":7}}""", "application/merge-patch+json");
        Assert.Equal(2, (int)scaled["metadata"]!["generation"]!);
        Assert.Equal(1, (int)scaled["status"]!["replicas"]!);
    }

    [Fact]
    public async Task A_dry_run_stores_nothing()
    {
        string space = await api.NamespaceAsync();
        await api.OkAsync("POST", $"/api/v1/namespaces/{space}/configmaps?dryRun=All", """{"metadata":{"name":"ghost"}}""");

        Assert.Equal(404, (await api.SendAsync("GET", $"/api/v1/namespaces/{space}/configmaps/ghost")).Code);
    }

    [Fact]
    public async Task Patches_at_the_same_time_are_all_kept()
    {
        string space = await api.NamespaceAsync(), address = $"/api/v1/namespaces/{space}/configmaps/one";
        await api.ConfigMapAsync(space, "one");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => api.OkAsync("PATCH", address, "{\"data\":{\"k" + i + "\":\"x\"}}", "application/merge-patch+json")));

        Assert.Equal(21, (await api.OkAsync("GET", address))["data"]!.AsObject().Count);
    }
}
