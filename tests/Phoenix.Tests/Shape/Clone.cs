namespace Phoenix.Tests.Shape;

/// <summary>The clone that these tests were built in, found upwards from the test assembly.</summary>
internal static class Clone
{
    /// <summary>Folder that holds <c>Phoenix.slnx</c>.</summary>
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The C# files under the given folders of the clone, build output left out, in order of their path.</summary>
    public static IReadOnlyList<SourceFile> Sources(params string[] folders) =>
        [.. folders.SelectMany(folder => Files(folder, "*.cs")).Select(path => new SourceFile(path, File.ReadAllText(Path.Combine(Root, path))))];

    /// <summary>Paths relative to the clone, with slashes; empty when the folder does not exist.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        string start = Path.Combine(Root, folder);
        return !Directory.Exists(start)
            ? []
            : Directory.EnumerateFiles(start, pattern, SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Root, path))
                .Where(path => !path.Split('/').Any(part => part is "bin" or "obj" or ".git" or ".phoenix"))
                .Order(StringComparer.Ordinal);
    }

    /// <summary>The text of a file of the clone.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Phoenix.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Phoenix.slnx above {start}");
    }
}
