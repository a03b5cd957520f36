using Phoenix.Kubernetes.Cluster;
using Phoenix.KubeSim;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>Access to a simulated cluster, by its kubeconfig as any client has it.</summary>
internal static class SimAccess
{
    /// <summary>Bounds that a test can wait for.</summary>
    public static ClusterBounds Short { get; } = new()
    {
        Attempt = TimeSpan.FromSeconds(5), Call = TimeSpan.FromSeconds(10), FirstPause = TimeSpan.FromMilliseconds(20), LongestPause = TimeSpan.FromMilliseconds(200),
    };

    public static ClusterAccess Of(KubeSimServer sim, string? kubeconfig = null) => new Kubeconfig(null, TimeProvider.System).Parse(kubeconfig ?? sim.Kubeconfig, null, "kubeconfig of the test", Path.GetTempPath());

    public static ClusterApi Open(KubeSimServer sim, string? kubeconfig = null, ClusterBounds? bounds = null) => new(Of(sim, kubeconfig), TimeProvider.System, bounds ?? Short);
}
