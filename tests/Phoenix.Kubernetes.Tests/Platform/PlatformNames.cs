using Phoenix.Kubernetes.Tests.Cluster;

namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>What the objects of a test are called: as in any cluster where it has a server to itself, else in a way that nobody else's are.</summary>
/// <param name="Flux">Namespace of Flux.</param>
/// <param name="Longhorn">Namespace of Longhorn.</param>
/// <param name="Data">Namespace of what is applied.</param>
/// <param name="Node">The node.</param>
/// <param name="Store">The ClusterSecretStore.</param>
/// <param name="StorageClass">The class of volumes.</param>
internal sealed record PlatformNames(string Flux, string Longhorn, string Data, string Node, string Store, string StorageClass)
{
    internal static PlatformNames Usual { get; } = new("flux-system", "longhorn-system", "castle-db", "node-1", "vault", "longhorn");

    internal static PlatformNames Own()
    {
        string name = RealCluster.Name();
        return new($"{name}-flux", $"{name}-longhorn", $"{name}-data", $"{name}-node", $"{name}-store", $"{name}-class");
    }
}
