namespace Phoenix.Ports;

/// <summary>Where a repository is: what must be the same for backup and restore.</summary>
/// <param name="Endpoint">Host and port, e.g. <c>localhost:9000</c>.</param>
/// <param name="Bucket">Bucket.</param>
/// <param name="Region">Region.</param>
/// <param name="Path"><c>repo1-path</c>, with its leading slash.</param>
/// <param name="Stanza">Stanza.</param>
public sealed record RepositoryLocation(string Endpoint, string Bucket, string Region, string Path, string Stanza)
{
    /// <summary>Prefix of the repository's keys: the path without its leading slash, with a trailing one.</summary>
    public string KeyPrefix => Path.Trim('/') is { Length: > 0 } p ? p + "/" : "";

    /// <summary>Last part of the path: tells this repository's objects of Phoenix from those of another one beside it.</summary>
    public string Name => Path.Trim('/') is { Length: > 0 } p ? p[(p.LastIndexOf('/') + 1)..] : "root";

    /// <summary>Prefix of Phoenix's own keys, beside the repository (never under it).</summary>
    public string PhoenixPrefix
    {
        get
        {
            string trimmed = Path.Trim('/');
            int slash = trimmed.LastIndexOf('/');
            return (slash < 0 ? "" : trimmed[..(slash + 1)]) + "phoenix/";
        }
    }
}
