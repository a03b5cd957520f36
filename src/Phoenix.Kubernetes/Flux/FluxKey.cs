using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Flux;

/// <summary>An object of Flux by kind, namespace and name.</summary>
/// <param name="Kind">Such as <c>Kustomization</c>.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
public sealed record FluxKey(string Kind, string Namespace, string Name)
{
    /// <summary>A Kustomization.</summary>
    public static FluxKey Kustomization(ClusterObjectName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new FluxKey(FluxKinds.Kustomization.Kind, name.Namespace, name.Name);
    }

    /// <summary>A HelmRelease.</summary>
    public static FluxKey HelmRelease(ClusterObjectName name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new FluxKey(FluxKinds.HelmRelease.Kind, name.Namespace, name.Name);
    }

    /// <summary>As messages write it.</summary>
    public override string ToString() => $"{Kind} {Namespace}/{Name}";
}
