using System.Text;
using Phoenix.Ports;

namespace Phoenix.Kubernetes.ExternalSecrets;

/// <summary>The repository as the stack knows it, with its secrets: what a rendered configuration must say.</summary>
/// <param name="Location">Where it is.</param>
/// <param name="AccessKey">Access key (secret).</param>
/// <param name="SecretKey">Secret key (secret).</param>
/// <param name="SessionToken">Session token (secret); null for none.</param>
/// <param name="CipherPassphrase">Passphrase of an encrypted repository (secret); null for one that is not encrypted.</param>
public sealed record ExpectedRepository(RepositoryLocation Location, string AccessKey, string SecretKey, string? SessionToken, string? CipherPassphrase)
{
    // A record prints every member by itself: no secret may be among them.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(Location);
        return true;
    }
}
