using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Flux;

/// <summary>Which objects a layer or gate means.</summary>
/// <param name="kustomizations">Kustomizations by name.</param>
/// <param name="helmReleases">HelmReleases by name.</param>
internal sealed class FluxSelection(IReadOnlyList<ClusterObjectName> kustomizations, IReadOnlyList<ClusterObjectName> helmReleases)
{
    private readonly FluxKey[] _named = [.. kustomizations.Select(FluxKey.Kustomization), .. helmReleases.Select(FluxKey.HelmRelease)];

    /// <summary>Whether all of the cluster are meant.</summary>
    internal bool IsAll => _named.Length == 0;

    /// <summary>Whether an object was named.</summary>
    internal bool Names(FluxKey key) => _named.Contains(key);

    /// <summary>The objects, without what they depend on.</summary>
    internal IReadOnlyList<FluxKey> Keys(FluxState state) => IsAll ? [.. state.Appliers.Select(a => a.Key)] : _named;

    /// <summary>Why nothing can be judged yet; null when it can.</summary>
    internal string? NothingYet(FluxState state) => !state.ServesKustomizations ? "the cluster serves no Kustomizations: Flux is not installed yet"
        : IsAll && !state.Appliers.Any() ? "there is no Kustomization and no HelmRelease yet"
        : null;

    /// <summary>For names of gates: <c>all</c>, or the objects.</summary>
    public override string ToString() => IsAll ? "all" : string.Join(", ", _named.Select(n => $"{n.Namespace}/{n.Name}"));
}
