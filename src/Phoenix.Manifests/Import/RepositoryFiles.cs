namespace Phoenix.Manifests.Import;

/// <summary>The files of a repository that is read, in order of their path. Links to folders are not followed: they may lead back.</summary>
internal static class RepositoryFiles
{
    private const int MostFolders = 50_000;
    private const int MostBytes = 1 << 20;
    private static readonly string[] NotLookedInto = [".git", ".terragrunt-cache", ".terraform", ".phoenix", "node_modules"];

    /// <summary>Paths relative to <paramref name="root"/>, with slashes.</summary>
    /// <param name="root">The repository's folder, absolute.</param>
    /// <param name="wanted">Whether a file of this name is wanted.</param>
    /// <param name="notes">Gets what could not be read.</param>
    public static IReadOnlyList<string> Find(string root, Func<string, bool> wanted, ICollection<string> notes)
    {
        List<string> found = [];
        Stack<string> folders = new([root]);
        for (int looked = 0; folders.TryPop(out string? folder); looked++)
        {
            if (looked >= MostFolders)
            {
                notes.Add($"more than {MostFolders} folders: the rest was not read; name a smaller folder with --from");
                break;
            }

            try
            {
                found.AddRange(Directory.EnumerateFiles(folder).Where(f => wanted(Path.GetFileName(f))).Select(f => Path.GetRelativePath(root, f)));
                foreach (string inner in Directory.EnumerateDirectories(folder))
                {
                    if (!NotLookedInto.Contains(Path.GetFileName(inner)) && !File.GetAttributes(inner).HasFlag(FileAttributes.ReparsePoint))
                    {
                        folders.Push(inner);
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                notes.Add($"{Path.GetRelativePath(root, folder)}: cannot be read ({e.Message})");
            }
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <summary>The text of a file; null, with a note, when it cannot be read or is too large to be what is looked for.</summary>
    public static string? Read(string root, string path, ICollection<string> notes)
    {
        try
        {
            string full = Path.Combine(root, path);
            if (new FileInfo(full).Length <= MostBytes)
            {
                return File.ReadAllText(full);
            }

            notes.Add($"{path}: larger than {MostBytes} bytes, not read");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            notes.Add($"{path}: cannot be read ({e.Message})");
        }

        return null;
    }
}
