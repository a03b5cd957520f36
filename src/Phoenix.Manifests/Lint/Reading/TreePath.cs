namespace Phoenix.Manifests.Lint.Reading;

/// <summary>Paths with slashes, absolute and normalized, whatever they point into.</summary>
internal static class TreePath
{
    /// <summary>The folder that a path is in; the top is its own.</summary>
    public static string Folder(string path) => path.LastIndexOf('/') is > 0 and int at ? path[..at] : "/";

    /// <summary>The last part.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>Whether a path is the folder itself or below it.</summary>
    public static bool IsBelow(string path, string folder) =>
        path == folder || folder == "/" || (path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal));

    /// <summary>A relative path from a folder, with <c>.</c> and <c>..</c> resolved; never above the top.</summary>
    public static string Combine(string folder, string relative)
    {
        List<string> parts = [];
        foreach (string part in (relative.StartsWith('/') ? relative : folder + "/" + relative).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part is not ("." or ".."))
            {
                parts.Add(part);
            }
        }

        return "/" + string.Join('/', parts);
    }
}
