using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>The contract on a simulated server that was given nothing but a Node.</summary>
public sealed class BarePodTests(BareServer server) : PodContract, IClassFixture<BareServer>
{
    private protected override Task<RealCluster> OpenAsync() => Task.FromResult(server.Cluster);
}
