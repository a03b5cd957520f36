namespace Phoenix.Manifests.Lint.Reading;

/// <summary>Files in memory: a revision of a repository, standard input, an example.</summary>
public sealed class MemoryTree : ILintTree
{
    private readonly SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);
    private readonly HashSet<string> folders = new(StringComparer.Ordinal) { "/" };
    private readonly (string Path, string What, string? LeadsTo)[] leftOut;

    /// <summary>Makes a tree.</summary>
    /// <param name="content">Path from the top, without a leading slash, and bytes of each file.</param>
    /// <param name="leftOut">Path, what is to be said, and the folder that it leads to, of each thing that is there and was not read; null for none.</param>
    public MemoryTree(IEnumerable<(string Path, byte[] Content)> content, IEnumerable<(string Path, string What, string? LeadsTo)>? leftOut = null)
    {
        this.leftOut = [.. (leftOut ?? []).Select(l => ("/" + l.Path, l.What, l.LeadsTo is null ? null : "/" + l.LeadsTo))];
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
    public IReadOnlyList<string> Files(string folder, ICollection<(string Path, string What)> faults)
    {
        bool IsSeen(string path) => TreePath.IsBelow(path, folder) && !IsHidden(path[folder.TrimEnd('/').Length..]);

        // A link to what is read anyway needs no word.
        foreach ((string path, string what, _) in leftOut.Where(l => IsSeen(l.Path) && !(l.LeadsTo is string target && TreePath.IsBelow(target, folder))))
        {
            faults.Add((path, what));
        }

        return [.. files.Keys.Where(IsSeen)];
    }

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
