namespace Phoenix.Manifests.Lint.Reading;

/// <summary>The file system.</summary>
/// <param name="current">The folder that paths are shown relative to, absolute.</param>
public sealed class FolderTree(string current) : ILintTree
{
    private const int MostFolders = 200_000;

    /// <inheritdoc/>
    public IReadOnlyList<string> Files(string folder, ICollection<(string Path, string What)> faults)
    {
        List<string> found = [];
        Stack<string> folders = new([folder]);
        for (int looked = 0; folders.TryPop(out string? at); looked++)
        {
            if (looked >= MostFolders)
            {
                faults.Add((at, $"more than {MostFolders} folders: the rest was not read"));
                break;
            }

            try
            {
                foreach (FileSystemInfo inner in new DirectoryInfo(at).EnumerateFileSystemInfos().Where(i => (!i.Name.StartsWith('.') || i.Name == LintReader.RootMark) && i.Name != "node_modules"))
                {
                    bool isFolder = inner.Attributes.HasFlag(FileAttributes.Directory);
                    if (!isFolder)
                    {
                        found.Add(inner.FullName);
                    }
                    else if (inner.LinkTarget is null)
                    {
                        folders.Push(inner.FullName);
                    }
                    else if (!LeadsBelow(inner, folder))
                    {
                        // A link to what is read anyway needs no word, and one that leads back would never end.
                        faults.Add((inner.FullName, "this link to a folder was not followed"));
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                faults.Add((at, $"cannot be read ({e.Message})"));
            }
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <inheritdoc/>
    public bool IsFile(string path) => System.IO.File.Exists(path);

    /// <inheritdoc/>
    public bool IsFolder(string path) => Directory.Exists(path);

    /// <inheritdoc/>
    public LintFile File(string path)
    {
        string near = Path.GetRelativePath(current, path);
        return new LintFile(near.StartsWith("../../", StringComparison.Ordinal) ? path : near, () => System.IO.File.ReadAllBytes(path), path);
    }

    /// <inheritdoc/>
    public long Length(string path)
    {
        FileSystemInfo file = new FileInfo(path);
        return file.LinkTarget is null ? ((FileInfo)file).Length : file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target.Length : throw new FileNotFoundException("the link leads nowhere");
    }

    /// <inheritdoc/>
    public string? Top(string path)
    {
        for (string folder = TreePath.Folder(path); ; folder = TreePath.Folder(folder))
        {
            if (Path.Exists(TreePath.Combine(folder, ".git")))
            {
                return folder;
            }

            if (folder == "/")
            {
                return null;
            }
        }
    }

    private static bool LeadsBelow(FileSystemInfo link, string folder)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true) is FileSystemInfo target && TreePath.IsBelow(target.FullName, folder);
        }
        catch (IOException)
        {
            // A loop of links leads nowhere.
            return false;
        }
    }
}
