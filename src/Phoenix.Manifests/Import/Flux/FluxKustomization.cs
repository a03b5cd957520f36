namespace Phoenix.Manifests.Import.Flux;

/// <summary>A Kustomization of Flux as its manifest declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Place">Where it stands: <c>file:line</c>.</param>
/// <param name="Needs">What it depends on, as namespace/name.</param>
/// <param name="Suspended">Whether Flux leaves it alone.</param>
/// <param name="ChecksHealth">Whether Ready says that what it applied is healthy, and not only that it was applied.</param>
internal sealed record FluxKustomization(string Name, string Namespace, string Place, IReadOnlyList<ImportEdge> Needs, bool Suspended, bool ChecksHealth)
{
    /// <summary>Namespace and name.</summary>
    public string Identity => $"{Namespace}/{Name}";
}
