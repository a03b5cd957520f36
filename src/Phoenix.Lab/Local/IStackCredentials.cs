using Phoenix.Adapters.Secrets;
using Phoenix.Ports;

namespace Phoenix.Lab.Local;

/// <summary>Where a stack's credentials for the repository come from, and whether they can be taken away again.</summary>
public interface IStackCredentials
{
    /// <summary>What the running stack uses; null when it was cut off, or never made.</summary>
    RepositorySettings? Stack { get; }

    /// <summary>What the next restore will use, and with which everything that looks from outside reads now.</summary>
    RepositorySettings Outside { get; }

    /// <summary>Where the repository is; known before anything was minted.</summary>
    RepositoryLocation Location { get; }

    /// <summary>Whether a wipe took the stack's credentials away, and no new stack has any yet.</summary>
    bool IsCut { get; }

    /// <summary>Makes sure that <see cref="Outside"/> can be used: endpoint up, keys minted, bucket there.</summary>
    Task EnsureAsync(CancellationToken cancellationToken);

    /// <summary>Gives the stack what was <see cref="Outside"/> until now.</summary>
    Task RotateAsync(CancellationToken cancellationToken);

    /// <summary>Takes the stack's credentials away.</summary>
    /// <returns>False when that is not possible there.</returns>
    Task<bool> CutAsync(CancellationToken cancellationToken);
}
