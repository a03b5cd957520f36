using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Waiting;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

public sealed class KubeObjectTests
{
    [Fact]
    public void Names_and_versions_are_read()
    {
        var read = new KubeObject(JsonNode.Parse("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"a","namespace":"b","generation":3,"uid":"u","resourceVersion":"7"}}""")!.AsObject());
        Assert.Equal("Deployment b/a", read.ToString());
        Assert.Equal(3, read.Generation);
        Assert.False(read.IsDeleting);
        Assert.Null(read.At("metadata", "name", "deeper"));
    }

    [Fact]
    public void A_generation_is_read_from_whatever_number_it_was_made_of_and_an_unreadable_one_is_never_seen()
    {
        foreach (JsonNode number in (JsonNode[])[JsonNode.Parse("3")!, JsonValue.Create(3), JsonValue.Create(3L), JsonValue.Create((short)3), JsonValue.Create(3m)])
        {
            Assert.Equal(3, With(number).Generation);
        }

        Assert.Null(With(null).Generation);
        foreach (JsonNode unreadable in (JsonNode[])[JsonValue.Create("3"), JsonValue.Create(true), JsonNode.Parse("3.5")!, new JsonObject(), JsonNode.Parse("99999999999999999999")!])
        {
            KubeObject broken = With(unreadable);
            Assert.Equal(long.MaxValue, broken.Generation);
            broken.Content["status"] = JsonNode.Parse("""{"observedGeneration":3,"conditions":[{"type":"Ready","status":"True"}]}""");
            Assert.Equal(ObjectState.InProgress, ObjectStatus.Of(broken).State);
            broken.Content["status"] = JsonNode.Parse("""{"conditions":[{"type":"Ready","status":"True","observedGeneration":3}]}""");
            Assert.Equal(ObjectState.InProgress, ObjectStatus.Of(broken).State);
        }
    }

    [Theory]
    [InlineData("""{"observedGeneration":"3","conditions":[{"type":"Ready","status":"True"}]}""")]
    [InlineData("""{"conditions":[{"type":"Ready","status":"True","observedGeneration":"3"}]}""")]
    [InlineData("""{"conditions":[{"type":"Ready","status":true}]}""")]
    [InlineData("""{"conditions":[{"type":"Ready","status":"True"},{"type":"Reconciling","status":true}]}""")]
    public void A_status_that_cannot_be_read_is_not_ready(string status)
    {
        foreach (JsonNode? generation in (JsonNode?[])[null, JsonValue.Create(3)])
        {
            KubeObject broken = With(generation);
            broken.Content["status"] = JsonNode.Parse(status);
            Assert.Equal(ObjectState.InProgress, ObjectStatus.Of(broken).State);
        }
    }

    private static KubeObject With(JsonNode? generation) => new(new JsonObject
    {
        ["apiVersion"] = "a.test/v1", ["kind"] = "Castle", ["metadata"] = new JsonObject { ["name"] = "one", ["namespace"] = "default", ["generation"] = generation?.DeepClone() },
    });
}
