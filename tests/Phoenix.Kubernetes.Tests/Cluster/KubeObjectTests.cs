using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
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
}
