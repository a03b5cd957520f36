using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Tests.Cluster;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Manifests;

/// <summary>The contract on the simulated API server.</summary>
public sealed class SimKubernetesDriverTests(SimClusterApiTests.Server server) : KubernetesDriverContract, IClassFixture<SimClusterApiTests.Server>
{
    protected override Task<ClusterApi> OpenAsync() => Task.FromResult(SimAccess.Open(server.Sim));
}
