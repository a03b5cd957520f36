using Phoenix.Kubernetes.Cluster;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>The contract on a server without controllers, with the stand-ins of the tests.</summary>
public sealed class BareClusterApiTests(BareServer server) : ClusterApiContract, IClassFixture<BareServer>
{
    protected override Task<ClusterApi> OpenAsync(string manager, ClusterBounds bounds) => Task.FromResult(server.Cluster.Client(manager, bounds));

    protected override Task<ClusterApi> OpenStrangerAsync() => Task.FromResult(server.Cluster.Stranger());
}
