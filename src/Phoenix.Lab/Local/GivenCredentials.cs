using Phoenix.Adapters.Secrets;
using Phoenix.Ports;

namespace Phoenix.Lab.Local;

/// <summary>Credentials of an S3 endpoint elsewhere: given by its owner, the same for every incarnation, and out of our reach to revoke.</summary>
/// <param name="settings">The owner's settings.</param>
/// <param name="vault">Keeps the passphrase when the owner gave none.</param>
public sealed class GivenCredentials(RepositorySettings settings, LabVault vault) : IStackCredentials
{
    /// <summary>Whether the passphrase is the vault's, so that losing the lab would lose the backups.</summary>
    public bool PassphraseIsOurs => settings.CipherPassphrase is null;

    /// <inheritdoc/>
    public RepositorySettings? Stack => Outside;

    /// <inheritdoc/>
    public RepositorySettings Outside { get; } = settings with { CipherPassphrase = settings.CipherPassphrase ?? vault.Passphrase };

    /// <inheritdoc/>
    public RepositoryLocation Location => settings.Location;

    /// <inheritdoc/>
    public bool IsCut => false;

    /// <inheritdoc/>
    public Task EnsureAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task RotateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<bool> CutAsync(CancellationToken cancellationToken) => Task.FromResult(false);
}
