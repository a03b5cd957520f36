namespace Phoenix.Manifests.Import;

/// <summary>What was read from a repository.</summary>
/// <param name="Text">A stack file.</param>
/// <param name="Layers">Number of its layers.</param>
/// <param name="Sources">What was read, for people, e.g. <c>6 Terragrunt units</c>.</param>
/// <param name="Notes">What was not understood, or is not what it seems, each with file and line where it has one.</param>
public sealed record ImportedStack(string Text, int Layers, IReadOnlyList<string> Sources, IReadOnlyList<string> Notes);
