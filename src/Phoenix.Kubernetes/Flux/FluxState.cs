using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Kubernetes.Flux;

/// <summary>What Flux has and says, at one moment.</summary>
internal sealed class FluxState
{
    private readonly Dictionary<FluxKey, FluxObject> _all;

    /// <summary>Reads a snapshot of <see cref="FluxKinds.All"/>.</summary>
    internal FluxState(ClusterSnapshot snapshot)
    {
        _all = FluxKinds.All.SelectMany(snapshot.All).Select(o => new FluxObject(o)).ToDictionary(o => o.Key);
        ServesKustomizations = snapshot.Serves(FluxKinds.Kustomization);
    }

    /// <summary>Whether Flux is installed at all.</summary>
    internal bool ServesKustomizations { get; }

    /// <summary>Kustomizations and HelmReleases, in the order of their names.</summary>
    internal IEnumerable<FluxObject> Appliers => _all.Values
        .Where(o => o.Key.Kind == FluxKinds.Kustomization.Kind || o.Key.Kind == FluxKinds.HelmRelease.Kind)
        .OrderBy(o => o.Key.ToString(), StringComparer.Ordinal);

    /// <summary>An object; null when it is not there.</summary>
    internal FluxObject? Find(FluxKey key) => _all.GetValueOrDefault(key);
}
