using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Lab.S3;

namespace Phoenix.Lab.Local;

/// <summary>Keys that the lab's own endpoint mints for each incarnation of the stack, and revokes at the wipe.</summary>
/// <param name="lab">The lab.</param>
/// <param name="vault">Where keys and passphrase are kept.</param>
/// <param name="endpoint">The endpoint.</param>
public sealed class MintedCredentials(LabRecord lab, LabVault vault, LabEndpoint endpoint) : IStackCredentials
{
    /// <inheritdoc/>
    public RepositorySettings? Stack => vault.ReadKeys()?.Current is AccessKey key ? Settings(key) : null;

    /// <inheritdoc/>
    public RepositorySettings Outside => Settings((vault.ReadKeys() ?? throw new InvalidOperationException("no key was minted yet")).Next);

    /// <inheritdoc/>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await endpoint.EnsureRunningAsync(cancellationToken);
        using S3EndpointAdmin admin = endpoint.OpenAdmin();
        if (vault.ReadKeys() is null)
        {
            vault.WriteKeys(new VaultKeys(null, await admin.MintKeyAsync(cancellationToken)));
            await admin.CreateBucketAsync(lab.Bucket, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task RotateAsync(CancellationToken cancellationToken)
    {
        using S3EndpointAdmin admin = endpoint.OpenAdmin();
        VaultKeys keys = vault.ReadKeys()!;
        vault.WriteKeys(new VaultKeys(keys.Next, await admin.MintKeyAsync(cancellationToken)));
    }

    /// <inheritdoc/>
    public async Task<bool> CutAsync(CancellationToken cancellationToken)
    {
        VaultKeys keys = vault.ReadKeys()!;
        if (keys.Current is not null)
        {
            using S3EndpointAdmin admin = endpoint.OpenAdmin();
            await admin.RevokeKeyAsync(keys.Current.Id, cancellationToken);
            vault.WriteKeys(keys with { Current = null });
        }

        return true;
    }

    private RepositorySettings Settings(AccessKey key) => new(
        new S3Settings("localhost", lab.S3Port, lab.Region, lab.Bucket, S3UriStyle.Path, endpoint.CaFile, key.Id, key.Secret),
        lab.RepositoryPath, lab.Stanza, vault.Passphrase);
}
