namespace Phoenix.Lab.Local;

/// <summary>What a lab is, kept in <c>lab.json</c>; no secrets.</summary>
/// <param name="Id">Its identity: the marker on every process of it.</param>
/// <param name="Name">Its name.</param>
/// <param name="S3Port">Port of the S3 endpoint on localhost.</param>
/// <param name="PostgresPort">Port that clients use on 127.0.0.1.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Region">The region.</param>
/// <param name="RepositoryPath"><c>repo1-path</c>.</param>
/// <param name="Stanza">The stanza.</param>
/// <param name="MadeAt">When it was made.</param>
public sealed record LabRecord(
    string Id,
    string Name,
    int S3Port,
    int PostgresPort,
    string Bucket,
    string Region,
    string RepositoryPath,
    string Stanza,
    DateTimeOffset MadeAt)
{
    /// <summary>The servers' socket directory, where the one in the node's folder would be too long for a socket's name; null for that one.</summary>
    public string? SocketDirectory { get; init; }
}
