using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>The contract on a real API server, where one is named.</summary>
public sealed class RealClusterApiTests : ClusterApiContract
{
    protected override Task<ClusterApi> OpenAsync(string manager, ClusterBounds bounds) => RealAccess.OpenAsync(manager, bounds);
}
