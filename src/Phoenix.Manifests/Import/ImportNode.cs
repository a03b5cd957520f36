namespace Phoenix.Manifests.Import;

/// <summary>Something of a repository that becomes a layer.</summary>
/// <param name="Identity">What it is there, and nothing else is: a unit's folder, a Kustomization's namespace and name.</param>
/// <param name="NameParts">What it may be called, the most telling part last; parts before it are used only where two would be called the same.</param>
/// <param name="Needs">What it needs.</param>
/// <param name="Body">Lines of the layer in the stack file, without indentation.</param>
/// <param name="Remarks">Comments above it.</param>
internal sealed record ImportNode(
    string Identity, IReadOnlyList<string> NameParts, IReadOnlyList<ImportEdge> Needs, IReadOnlyList<string> Body, IReadOnlyList<string> Remarks);
