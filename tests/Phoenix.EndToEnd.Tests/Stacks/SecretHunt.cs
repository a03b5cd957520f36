using System.Text;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>Looks for secrets in whatever a run left, in the spellings in which one may come through: as it is, in base64, in a URL, in JSON.</summary>
/// <param name="secrets">The secrets' values.</param>
internal sealed class SecretHunt(params IEnumerable<string> secrets)
{
    private readonly (string Spelling, byte[] Bytes)[] _wanted =
    [
        .. secrets.SelectMany(s => (string[])
        [
            s, Convert.ToBase64String(Encoding.UTF8.GetBytes(s)).TrimEnd('='), Convert.ToBase64String(Encoding.UTF8.GetBytes(s + "\n")).TrimEnd('='), Uri.EscapeDataString(s),
            System.Text.Json.JsonSerializer.Serialize(s).Trim('"'),
        ]).Distinct(StringComparer.Ordinal).Select(s => (s, Encoding.UTF8.GetBytes(s))),
    ];

    /// <summary>How many files were looked at.</summary>
    public int Looked { get; private set; }

    /// <summary>Whether a text holds one.</summary>
    public bool IsIn(string text) => Array.Exists(_wanted, w => text.Contains(w.Spelling, StringComparison.Ordinal));

    /// <summary>The files in or below a folder that hold one, or whose name does.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="places">Files and folders that are passed over.</param>
    public IReadOnlyList<string> In(string folder, params IReadOnlyList<string> places)
    {
        List<string> found = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !places.Any(p => f == p || f.StartsWith(p + "/", StringComparison.Ordinal))))
        {
            if (IsIn(file) || (Content(file) is { } content && Array.Exists(_wanted, w => content.AsSpan().IndexOf(w.Bytes) >= 0)))
            {
                found.Add(file);
            }
        }

        return found;
    }

    // A server may run: a file of it can be gone by the time it is opened, a socket is no file, and a lock's file cannot be opened.
    private byte[]? Content(string file)
    {
        if (Path.GetFileName(file).StartsWith(".s.PGSQL.", StringComparison.Ordinal) && !file.EndsWith(".lock", StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using MemoryStream content = new();
            stream.CopyTo(content);
            Looked++;
            return content.ToArray();
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
