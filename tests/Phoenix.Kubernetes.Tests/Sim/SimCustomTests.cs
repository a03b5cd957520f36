using System.Text.Json.Nodes;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>Custom resources: definitions, schemas, defaults, pruning.</summary>
public sealed class SimCustomTests(RawApi api) : IClassFixture<RawApi>
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: PLURAL.example.org
        spec:
          group: example.org
          scope: Namespaced
          names: {kind: Box, plural: PLURAL}
          versions:
          - name: v1
            served: true
            storage: true
            subresources: {status: {}}
            schema:
              openAPIV3Schema:
                type: object
                required: [spec]
                properties:
                  apiVersion: {type: string}
                  kind: {type: string}
                  metadata: {type: object}
                  spec:
                    type: object
                    required: [size]
                    properties:
                      size: {type: integer, minimum: 1}
                      color: {type: string, enum: [red, blue], default: red}
                      name: {type: string, pattern: '^[a-z]+$', maxLength: 5}
                      port: {x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}
                      free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                      labels: {type: object, additionalProperties: {type: string}}
                      parts:
                        type: array
                        x-kubernetes-list-type: map
                        x-kubernetes-list-map-keys: [name]
                        items:
                          type: object
                          required: [name]
                          properties:
                            name: {type: string}
                            weight: {type: integer, default: 7}
                  status:
                    type: object
                    properties:
                      ready: {type: boolean}
          - name: v1beta1
            served: true
            storage: false
            subresources: {status: {}}
            schema:
              openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """;

    [Fact]
    public async Task A_definition_is_served_a_moment_later_and_in_all_its_versions()
    {
        string plural = "a" + Guid.NewGuid().ToString("N")[..8];
        JsonNode made = await api.ApplyAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.example.org", "phoenix", Definition.Replace("PLURAL", plural, StringComparison.Ordinal));
        Assert.Equal("box", (string?)made["spec"]!["names"]!["singular"]);
        JsonNode served = await api.UntilAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.example.org",
            (_, body) => (body["status"]?["conditions"] as JsonArray)?.Any(one => (string?)one!["type"] == "Established" && (string?)one["status"] == "True") == true);
        Assert.Equal("v1", (string?)served["status"]!["storedVersions"]![0]);
        JsonNode group = await api.OkAsync("GET", "/apis/example.org");
        Assert.Equal(["v1", "v1beta1"], group["versions"]!.AsArray().Select(version => (string?)version!["version"]));

        await api.OkAsync("POST", $"/apis/example.org/v1/namespaces/default/{plural}", """{"apiVersion":"example.org/v1","kind":"Box","metadata":{"name":"b"},"spec":{"size":1}}""");
        Assert.Equal("example.org/v1beta1", (string?)(await api.OkAsync("GET", $"/apis/example.org/v1beta1/namespaces/default/{plural}/b"))["apiVersion"]);

        await api.OkAsync("DELETE", $"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.example.org");
        await api.UntilAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{plural}.example.org", (code, _) => code == 404);
        Assert.Equal(404, (await api.SendAsync("GET", $"/apis/example.org/v1/namespaces/default/{plural}")).Code);
    }

    [Fact]
    public async Task Objects_are_pruned_defaulted_and_counted()
    {
        string address = await BoxesAsync();
        JsonNode made = await api.OkAsync("POST", address, Box("""{"size":2,"port":"http","free":{"any":{"thing":1}},"labels":{"k":"v"},"unknown":1,"parts":[{"name":"x"}]}"""));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"size":2,"port":"http","free":{"any":{"thing":1}},"labels":{"k":"v"},"parts":[{"name":"x","weight":7}],"color":"red"}"""), made["spec"]), made.ToJsonString());
        Assert.Null(made["status"]);
        Assert.Equal(1, (int)made["metadata"]!["generation"]!);

        JsonNode reported = await api.OkAsync("PATCH", address + "/b/status", """{"status":{"ready":true},"spec":{"size":9}}""", "application/merge-patch+json");
        Assert.True((bool)reported["status"]!["ready"]!);
        Assert.Equal(2, (int)reported["spec"]!["size"]!);
        Assert.Equal(1, (int)reported["metadata"]!["generation"]!);
        Assert.Equal(2, (int)(await api.OkAsync("PATCH", address + "/b", """{"spec":{"size":3}}""", "application/merge-patch+json"))["metadata"]!["generation"]!);
    }

    [Theory]
    [InlineData("""{}""", "FieldValueRequired", "spec.size", "spec.size: Required value")]
    [InlineData("""{"size":"x"}""", "FieldValueTypeInvalid", "spec.size", "spec.size in body must be of type integer: \"string\"")]
    [InlineData("""{"size":0}""", "FieldValueInvalid", "spec.size", "should be greater than or equal to 1")]
    [InlineData("""{"size":1,"color":"green"}""", "FieldValueNotSupported", "spec.color", "supported values: \"red\", \"blue\"")]
    [InlineData("""{"size":1,"name":"UP"}""", "FieldValueInvalid", "spec.name", "should match '^[a-z]+$'")]
    [InlineData("""{"size":1,"name":"toolong"}""", "FieldValueTooLong", "spec.name", "Too long")]
    [InlineData("""{"size":1,"port":true}""", "FieldValueTypeInvalid", "spec.port", "must be of type integer,string")]
    [InlineData("""{"size":1,"parts":[{"name":"x"},{"name":"x"}]}""", "FieldValueDuplicate", "spec.parts[1]", "Duplicate value")]
    public async Task What_the_schema_forbids_is_refused(string spec, string reason, string field, string message)
    {
        (int code, JsonNode status) = await api.SendAsync("POST", await BoxesAsync(), Box(spec));
        Assert.Equal(422, code);
        Assert.StartsWith("Box.example.org \"b\" is invalid: ", (string?)status["message"], StringComparison.Ordinal);
        Assert.Contains(message, (string?)status["message"], StringComparison.Ordinal);
        JsonNode cause = Assert.Single(status["details"]!["causes"]!.AsArray())!;
        Assert.Equal((reason, field), ((string?)cause["reason"], (string?)cause["field"]));
    }

    [Fact]
    public async Task Unknown_fields_are_warned_of_or_refused_as_asked()
    {
        string address = await BoxesAsync();
        (int code, JsonNode refused) = await api.SendAsync("POST", address + "?fieldValidation=Strict", Box("""{"size":1,"sise":2}"""));
        Assert.Equal(400, code);
        Assert.Contains("unknown field \"spec.sise\"", (string?)refused["message"], StringComparison.Ordinal);

        using var content = new StringContent(Box("""{"size":1,"sise":2}"""), null, "application/json");
        using HttpResponseMessage warned = await api.Client.PostAsync(address, content, TestContext.Current.CancellationToken);
        Assert.Contains("unknown field \\\"spec.sise\\\"", Assert.Single(warned.Headers.GetValues("Warning")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_apply_leaves_defaults_to_nobody_and_merges_lists_by_their_keys()
    {
        string address = await BoxesAsync() + "/b";
        JsonNode made = await api.ApplyAsync(address, "phoenix", Box("""{"size":1,"parts":[{"name":"x"}]}"""));
        Assert.Equal("red", (string?)made["spec"]!["color"]);
        Assert.DoesNotContain("f:color", made["metadata"]!["managedFields"]!.ToJsonString(), StringComparison.Ordinal);
        JsonNode both = await api.ApplyAsync(address, "other", Box("""{"size":1,"parts":[{"name":"y","weight":1}]}"""));
        Assert.Equal(["x", "y"], both["spec"]!["parts"]!.AsArray().Select(part => (string?)part!["name"]).Order());
        JsonNode left = await api.ApplyAsync(address, "phoenix", Box("""{"size":1}"""));
        Assert.Equal("y", (string?)Assert.Single(left["spec"]!["parts"]!.AsArray())!["name"]);
    }

    private static string Box(string spec) => """{"apiVersion":"example.org/v1","kind":"Box","metadata":{"name":"b"},"spec":""" + spec + "}";

    private async Task<string> BoxesAsync()
    {
        if ((await api.SendAsync("GET", "/apis/example.org/v1/namespaces/default/boxes")).Code == 404)
        {
            await api.Server.InstallDefinitionsAsync(Definition.Replace("PLURAL", "boxes", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        }

        return $"/apis/example.org/v1/namespaces/{await api.NamespaceAsync()}/boxes";
    }
}
