namespace Phoenix.Manifests.Stacks;

/// <summary>Where relative paths of a stack file start from.</summary>
/// <param name="Folder">The file's folder, absolute.</param>
internal sealed record Places(string Folder)
{
    /// <summary>The path, absolute.</summary>
    public string Of(string path) => Path.GetFullPath(path, Folder);
}
