using Phoenix.Stacks;

namespace Phoenix.Ports;

/// <summary>The database of a declared stack: one of its layers, and all that drill and rebirth need of it.</summary>
public interface IDatabaseLayer : IDatabaseSite
{
    /// <summary>How the layer is raised, destroyed and looked for.</summary>
    /// <param name="intent">What it is to become.</param>
    ILayerDriver Driver(RebirthIntent intent);

    /// <summary>Whether there is a database that was published: it is never restored over, and may be wiped behind a gate only.</summary>
    bool IsPublished { get; }

    /// <summary>Which cluster the database is, where somebody else than its server tells that; null where nobody does. It is known of one that is down or lets nobody in, too.</summary>
    ulong? ReportedIdentifier => null;

    /// <summary>Whether one was ever published here: a new, empty database is never made in its place.</summary>
    bool WasPublished { get; }

    /// <summary>Makes sure that the repository can be read with what the next restore will use, and that nothing of a killed command is in the way.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Starts a published database that is down, and lets it archive.</summary>
    Task ResumeAsync(CancellationToken cancellationToken);

    /// <summary>Whether the repository is this database's own to restore from, or to begin.</summary>
    /// <param name="fenced">Whether the person has stated that the stack which it belonged to is dead.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Errors.PhoenixException">RebirthRefused: it belongs to another one that was not shown to be dead.</exception>
    Task<RepositoryClaim> ClaimAsync(bool fenced, CancellationToken cancellationToken);

    /// <summary>Whose the repository is. Read only: nothing is claimed or made.</summary>
    Task<RepositoryStanding> ReadStandingAsync(CancellationToken cancellationToken);

    /// <summary>Looks that the repository is still this database's, after it was raised and before it is published: raising takes time.</summary>
    /// <exception cref="Errors.PhoenixException">RebirthRefused: another one claimed it meanwhile.</exception>
    Task ConfirmAsync(CancellationToken cancellationToken);

    /// <summary>Puts down that this database was shown to be gone: from here on another stack may be reborn from its repository.</summary>
    Task ReleaseAsync(CancellationToken cancellationToken);
}
