using System.Globalization;
using Phoenix.Ports;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>What the keys below <c>archive/STANZA/</c> mean.</summary>
internal sealed class ArchiveKeys
{
    private readonly Dictionary<string, Dictionary<string, string>> _segments = new(StringComparer.Ordinal);
    private readonly List<string> _partials = [];
    private readonly List<uint> _histories = [];

    private ArchiveKeys(string id) => Id = id;

    /// <summary>The archive id, e.g. <c>15-1</c>: PostgreSQL's version and the number of the cluster in this stanza.</summary>
    public string Id { get; }

    /// <summary>The archive of the stanza's present cluster, which has the highest number; null when there is none.</summary>
    /// <param name="paths">Keys without the prefix up to and including the stanza's slash.</param>
    public static ArchiveKeys? Newest(IEnumerable<string> paths)
    {
        Dictionary<string, ArchiveKeys> archives = new(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            string[] parts = path.Split('/');
            if (parts.Length is 2 or 3 && Number(parts[0]) is not null)
            {
                if (!archives.TryGetValue(parts[0], out ArchiveKeys? archive))
                {
                    archives[parts[0]] = archive = new ArchiveKeys(parts[0]);
                }

                archive.Add(path, parts);
            }
        }

        return archives.Values.MaxBy(a => Number(a.Id));
    }

    /// <summary>Where a segment is stored, below the stanza, by checksum (SHA-1 of the plain segment).</summary>
    public IReadOnlyDictionary<string, string> Stored(string segment) =>
        _segments.TryGetValue(segment, out Dictionary<string, string>? found) ? found : new Dictionary<string, string>();

    /// <summary>The same as the port's type.</summary>
    public ArchiveListing ToListing() => new(
        Id,
        _segments.ToDictionary(s => s.Key, IReadOnlyList<string> (s) => [.. s.Value.Keys], StringComparer.Ordinal),
        _partials,
        _histories);

    private static int? Number(string id) =>
        id.LastIndexOf('-') is int dash and > 0 && int.TryParse(id.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : null;

    private static bool IsHex(string text, string digits) => text.All(c => digits.Contains(c, StringComparison.Ordinal));

    private void Add(string path, string[] parts)
    {
        string file = parts[^1];
        if (parts.Length == 2)
        {
            if (file.Length == 16 && file.EndsWith(".history", StringComparison.Ordinal) && IsHex(file[..8], "0123456789ABCDEF"))
            {
                _histories.Add(uint.Parse(file.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            }

            return;
        }

        int dash = file.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            return;
        }

        string name = file[..dash];
        string checksum = file[(dash + 1)..].Split('.')[0];
        if (name.Length < 24 || !IsHex(name[..24], "0123456789ABCDEF") || name[..16] != parts[1] || checksum.Length != 40 || !IsHex(checksum, "0123456789abcdef"))
        {
            return;
        }

        if (name.Length == 24)
        {
            if (!_segments.TryGetValue(name, out Dictionary<string, string>? stored))
            {
                _segments[name] = stored = new Dictionary<string, string>(StringComparer.Ordinal);
            }

            stored[checksum] = path;
        }
        else if (name[24..] == ".partial")
        {
            _partials.Add(name);
        }
    }
}
