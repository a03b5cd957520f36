namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>The contract on a real API server, where one is named.</summary>
public sealed class RealPodTests : PodContract
{
    private protected override Task<RealCluster> OpenAsync() => RealAccess.ClusterAsync();
}
