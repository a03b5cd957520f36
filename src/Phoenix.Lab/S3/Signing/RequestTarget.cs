using System.Text;

namespace Phoenix.Lab.S3.Signing;

/// <summary>
/// What a request names, read from the raw request line: the server's own path is normalised, which would
/// make "a/../b" and "b" one key and break the signature.
/// </summary>
/// <param name="Path">The decoded path with its leading slash.</param>
/// <param name="Query">The decoded query parameters in the order they came.</param>
internal sealed record RequestTarget(string Path, IReadOnlyList<KeyValuePair<string, string>> Query)
{
    private const int LongestKey = 1024;

    /// <summary>The bucket's name; empty for the service itself.</summary>
    public string Bucket { get; } = Path.IndexOf('/', 1) is int end and > 0 ? Path[1..end] : Path[1..];

    /// <summary>The key; empty for the bucket itself.</summary>
    public string Key { get; } = Path.IndexOf('/', 1) is int end and > 0 ? Path[(end + 1)..] : "";

    public static RequestTarget Parse(string raw)
    {
        int mark = raw.IndexOf('?', StringComparison.Ordinal);
        ReadOnlySpan<char> path = mark < 0 ? raw : raw.AsSpan(0, mark);
        if (path.Length == 0 || path[0] != '/')
        {
            throw new S3Exception(S3Error.InvalidUri);
        }
        List<KeyValuePair<string, string>> query = [];
        foreach (string pair in mark < 0 ? [] : raw[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = PercentEncoding.Decode(equals < 0 ? pair : pair.AsSpan(0, equals), plusIsSpace: true);
            string value = equals < 0 ? "" : PercentEncoding.Decode(pair.AsSpan(equals + 1), plusIsSpace: true);
            query.Add(new(name, value));
        }
        return new RequestTarget(PercentEncoding.Decode(path, plusIsSpace: false), query);
    }

    /// <summary>A query parameter's value; null when it is not there.</summary>
    public string? Find(string name)
    {
        foreach ((string key, string value) in Query)
        {
            if (key == name)
            {
                return value;
            }
        }
        return null;
    }

    public bool Has(string name) => Find(name) is not null;

    public void ThrowIfKeyTooLong()
    {
        int length = Encoding.UTF8.GetByteCount(Key);
        if (length > LongestKey)
        {
            throw new S3Exception(
                S3Error.KeyTooLong, null,
                ("Size", length.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("MaxSizeAllowed", LongestKey.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
    }
}
