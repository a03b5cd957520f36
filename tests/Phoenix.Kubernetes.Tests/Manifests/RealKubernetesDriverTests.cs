using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Tests.Cluster;

namespace Phoenix.Kubernetes.Tests.Manifests;

/// <summary>The contract on a real API server, where one is named.</summary>
public sealed class RealKubernetesDriverTests : KubernetesDriverContract
{
    protected override Task<ClusterApi> OpenAsync() => RealAccess.OpenAsync("phoenix");
}
