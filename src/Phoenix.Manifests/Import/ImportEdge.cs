namespace Phoenix.Manifests.Import;

/// <summary>One need that a repository declares.</summary>
/// <param name="Identity">What is needed.</param>
/// <param name="Place">Where that is said: <c>file:line</c>.</param>
internal sealed record ImportEdge(string Identity, string Place);
