using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Platform;

/// <summary>What a controller reconciles: an object by kind, namespace and name.</summary>
public sealed record ControllerKey(string Kind, string? Namespace, string Name)
{
    /// <summary>The key of an object.</summary>
    public static ControllerKey Of(KubeObject of) => new(of.Kind, of.Namespace, of.Name);
}
