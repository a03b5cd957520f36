using System.Security.Cryptography;
using System.Text;

namespace Phoenix.KubeSim.Operators.Flux;

/// <summary>A Git repository (or an OCI artifact) as the source controller sees it: files at a revision.</summary>
public sealed class FluxRepository
{
    private readonly Lock _lock = new();
    private IReadOnlyDictionary<string, string> _files = new Dictionary<string, string>();
    private string? _revision;

    /// <summary>Why it cannot be fetched now; null when it can.</summary>
    public string? Fault { get; set; }

    /// <summary>The newest revision; null before the first commit.</summary>
    public string? Revision
    {
        get
        {
            lock (_lock)
            {
                return _revision;
            }
        }
    }

    /// <summary>Puts new content there.</summary>
    /// <param name="files">All files by path, without a leading slash.</param>
    /// <returns>The revision, as Flux writes it.</returns>
    public string Commit(IReadOnlyDictionary<string, string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        string content = string.Concat(files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}\0{f.Value}\0"));
        string revision = "main@sha1:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..40];
        lock (_lock)
        {
            (_files, _revision) = (new Dictionary<string, string>(files), revision);
        }

        return revision;
    }

    /// <summary>Puts the files of a folder there.</summary>
    public string CommitFolder(string folder) => Commit(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(f => f.EndsWith(".yaml", StringComparison.Ordinal) || f.EndsWith(".yml", StringComparison.Ordinal))
        .ToDictionary(f => Path.GetRelativePath(folder, f), File.ReadAllText));

    /// <summary>Fetches: revision and files belong together.</summary>
    internal (string? Revision, IReadOnlyDictionary<string, string> Files) Fetch()
    {
        lock (_lock)
        {
            return (_revision, _files);
        }
    }
}
