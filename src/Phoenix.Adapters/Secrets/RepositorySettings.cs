using System.Globalization;
using System.Text;
using Phoenix.Adapters.S3;
using Phoenix.Ports;

namespace Phoenix.Adapters.Secrets;

/// <summary>A repository with all that is needed to use it.</summary>
/// <param name="S3">Endpoint, bucket and credentials.</param>
/// <param name="Path"><c>repo1-path</c>, with its leading slash.</param>
/// <param name="Stanza">Stanza.</param>
/// <param name="CipherPassphrase">Passphrase of an encrypted repository (secret: never printed); null for one that is not encrypted.</param>
public sealed record RepositorySettings(S3Settings S3, string Path, string Stanza, string? CipherPassphrase)
{
    /// <summary>What must be the same for backup and restore; free of secrets.</summary>
    public RepositoryLocation Location => new(S3.Endpoint, S3.Bucket, S3.Region, Path, Stanza);

    /// <summary>Every secret in it, for redaction.</summary>
    public IReadOnlyList<string> Secrets =>
        [.. new[] { S3.AccessKey, S3.SecretKey, S3.SessionToken, CipherPassphrase }.OfType<string>()];

    // A record prints every member by itself: the passphrase must not be among them.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(CultureInfo.InvariantCulture, $"S3 = {S3}, Path = {Path}, Stanza = {Stanza}, Encrypted = {CipherPassphrase is not null}");
        return true;
    }
}
