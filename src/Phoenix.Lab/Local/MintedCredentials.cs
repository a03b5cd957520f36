using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Errors;
using Phoenix.Lab.S3;
using Phoenix.Ports;

namespace Phoenix.Lab.Local;

/// <summary>Keys that the lab's own endpoint mints for each incarnation of the stack, and revokes at the wipe.</summary>
/// <param name="lab">The lab.</param>
/// <param name="vault">Where keys and passphrase are kept.</param>
/// <param name="endpoint">The endpoint.</param>
public sealed class MintedCredentials(LabRecord lab, LabVault vault, LabEndpoint endpoint) : IStackCredentials
{
    private const int Forbidden = 403;
    private const int NotFound = 404;

    /// <inheritdoc/>
    public RepositorySettings? Stack => vault.ReadKeys()?.Current is AccessKey key ? Settings(key) : null;

    /// <inheritdoc/>
    public RepositorySettings Outside => Settings((vault.ReadKeys() ?? throw new InvalidOperationException("no key was minted yet")).Next);

    /// <inheritdoc/>
    public RepositoryLocation Location => new($"localhost:{lab.S3Port}", lab.Bucket, lab.Region, lab.RepositoryPath, lab.Stanza);

    /// <inheritdoc/>
    public bool IsCut => vault.ReadKeys()?.Cut is not null;

    /// <inheritdoc/>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await endpoint.EnsureRunningAsync(cancellationToken);
        await AdministerAsync(async admin =>
        {
            await admin.CreateBucketAsync(lab.Bucket, cancellationToken);
            if (vault.ReadKeys() is not VaultKeys keys)
            {
                vault.WriteKeys(new VaultKeys(null, await admin.MintKeyAsync(cancellationToken), null));
            }
            else
            {
                await RevokeAsync(admin, keys.Cut, cancellationToken);
            }
        });
    }

    /// <inheritdoc/>
    public Task RotateAsync(CancellationToken cancellationToken) => AdministerAsync(async admin =>
    {
        VaultKeys keys = vault.ReadKeys()!;
        await RevokeAsync(admin, keys.Cut, cancellationToken);
        vault.WriteKeys(new VaultKeys(keys.Next, await admin.MintKeyAsync(cancellationToken), null));
    });

    /// <inheritdoc/>
    public async Task<bool> CutAsync(CancellationToken cancellationToken)
    {
        VaultKeys keys = vault.ReadKeys()!;
        if ((keys.Cut ?? keys.Current) is not AccessKey key)
        {
            return false;
        }

        // On record first: whoever comes after a crash must take the key away too, and must not take the stack for one that can still archive.
        vault.WriteKeys(keys with { Current = null, Cut = key });
        await AdministerAsync(admin => RevokeAsync(admin, key, cancellationToken));
        return true;
    }

    private static async Task RevokeAsync(S3EndpointAdmin admin, AccessKey? key, CancellationToken cancellationToken)
    {
        try
        {
            if (key is not null)
            {
                await admin.RevokeKeyAsync(key.Id, cancellationToken);
            }
        }
        catch (S3EndpointException e) when (e.Status == NotFound)
        {
            // It was revoked before.
        }
    }

    private async Task AdministerAsync(Func<S3EndpointAdmin, Task> work)
    {
        try
        {
            using S3EndpointAdmin admin = endpoint.OpenAdmin();
            await work(admin);
        }
        catch (Exception e) when (e is HttpRequestException or S3EndpointException or FileNotFoundException)
        {
            throw new PhoenixException(
                e is S3EndpointException { Status: Forbidden } ? ErrorCode.RepositoryDenied : ErrorCode.RepositoryUnavailable, $"the lab's S3 endpoint on localhost:{lab.S3Port} cannot be administered: {e.Message}", $"look at {endpoint.LogFile}, and run again: the endpoint is started when it is missing", e);
        }
    }

    private RepositorySettings Settings(AccessKey key) => new(
        new S3Settings("localhost", lab.S3Port, lab.Region, lab.Bucket, S3UriStyle.Path, endpoint.CaFile, key.Id, key.Secret),
        lab.RepositoryPath, lab.Stanza, vault.Passphrase);
}
