using Phoenix.Adapters.S3;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Secrets;

/// <summary>Completes the repository of a stack file with its credentials.</summary>
/// <param name="secrets">Reads them.</param>
public sealed class RepositoryCredentials(ISecretReader secrets)
{
    /// <summary>The settings with which everything outside the stack, and the restore, uses the repository.</summary>
    /// <exception cref="PhoenixException">
    /// Configuration: a part of the address has the wrong form, or a credential is missing, empty or not to be written to pgBackRest's configuration;
    /// and as <see cref="ISecretReader"/>.
    /// </exception>
    public async Task<RepositorySettings> ReadAsync(RepositoryDefinition definition, CancellationToken cancellationToken)
    {
        RepositoryLocation location = definition.Location;
        Check("endpoint", RepositoryForm.Value(location.Endpoint) ?? RepositoryForm.Endpoint(location.Endpoint));
        Check("region", RepositoryForm.Value(location.Region));
        Check("bucket", RepositoryForm.Value(location.Bucket));
        Check("path", RepositoryForm.Value(location.Path) ?? RepositoryForm.Path(location.Path));
        Check("stanza", RepositoryForm.Value(location.Stanza) ?? RepositoryForm.Stanza(location.Stanza));
        if (definition.CaFile is string file)
        {
            Check("CA file", RepositoryForm.Value(file) ?? RepositoryForm.CaFile(file));
        }

        (string host, int port) = RepositoryForm.SplitEndpoint(location.Endpoint);
        S3Settings s3 = new(
            host,
            port,
            location.Region,
            location.Bucket,
            definition.HostStyle ? S3UriStyle.Host : S3UriStyle.Path,
            definition.CaFile,
            await ReadAsync("access key", definition.AccessKey, cancellationToken).ConfigureAwait(false),
            await ReadAsync("secret key", definition.SecretKey, cancellationToken).ConfigureAwait(false),
            await ReadOptionalAsync("session token", definition.SessionToken, cancellationToken).ConfigureAwait(false));
        string? passphrase = await ReadOptionalAsync("cipher passphrase", definition.CipherPassphrase, cancellationToken).ConfigureAwait(false);
        return new RepositorySettings(s3, location.Path, location.Stanza, passphrase);
    }

    private async Task<string?> ReadOptionalAsync(string what, SecretDefinition? definition, CancellationToken cancellationToken) =>
        definition is null ? null : await ReadAsync(what, definition, cancellationToken).ConfigureAwait(false);

    private async Task<string> ReadAsync(string what, SecretDefinition definition, CancellationToken cancellationToken)
    {
        string value = await secrets.ReadAsync("repository " + what, definition, cancellationToken).ConfigureAwait(false);
        Check(what, RepositoryForm.Value(value));
        return value;
    }

    private static void Check(string what, (string What, string Hint)? fault)
    {
        if (fault is (string wrong, string hint))
        {
            throw new PhoenixException(ErrorCode.Configuration, $"the repository's {what}: {wrong}", hint);
        }
    }
}
