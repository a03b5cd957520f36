namespace Phoenix.Manifests.Lint.Reading;

/// <summary>Files in memory: a revision of a repository, standard input, an example.</summary>
public sealed class MemoryTree : ILintTree
{
    private readonly SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
    private readonly HashSet<string> folders = new(StringComparer.Ordinal) { "/" };

    /// <summary>Makes a tree.</summary>
    /// <param name="content">Path from the top, without a leading slash, and bytes of each file.</param>
    public MemoryTree(IEnumerable<(string Path, byte[] Content)> content)
    {
        foreach ((string path, byte[] bytes) in content)
        {
            string full = "/" + path;
            files[full] = bytes;
            for (string folder = TreePath.Folder(full); folders.Add(folder); folder = TreePath.Folder(folder))
            {
                // Each folder above it, up to one that is known.
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string folder, ICollection<(string Path, string What)> faults) =>
        [.. files.Keys.Where(f => TreePath.IsBelow(f, folder) && !IsHidden(f[folder.TrimEnd('/').Length..]))];

    /// <inheritdoc/>
    public bool IsFile(string path) => files.ContainsKey(path);

    /// <inheritdoc/>
    public bool IsFolder(string path) => folders.Contains(path);

    /// <inheritdoc/>
    public LintFile File(string path) => new(path.TrimStart('/'), () => files.TryGetValue(path, out byte[]? bytes) ? bytes : throw new FileNotFoundException($"{path} is not there"));

    /// <inheritdoc/>
    public long Length(string path) => files.TryGetValue(path, out byte[]? bytes) ? bytes.Length : throw new FileNotFoundException($"{path} is not there");

    /// <inheritdoc/>
    public string? Top(string path) => "/";

    private static bool IsHidden(string path) => path.Split('/').Any(p => p.StartsWith('.') && p != LintReader.RootMark);
}
