using Phoenix.Ports;

namespace Phoenix.Adapters.Checks;

/// <summary>What a check asks of a running server; every question only reads.</summary>
/// <param name="Identify">Who it is.</param>
/// <param name="ReadCompleted">The last segment that was completed by itself.</param>
/// <param name="ReadArchiver">How far archiving is.</param>
/// <param name="ArchivesTo">Where its own configuration says that it archives to; null when that is not known.</param>
public sealed record ServerAccess(
    Func<CancellationToken, Task<ServerIdentity>> Identify,
    Func<CancellationToken, Task<CompletedSegment>> ReadCompleted,
    Func<CancellationToken, Task<ArchiverStatus>> ReadArchiver,
    RepositoryLocation? ArchivesTo)
{
    /// <summary>That of a stack's database.</summary>
    public static ServerAccess Of(IDatabaseSite site)
    {
        ArgumentNullException.ThrowIfNull(site);
        return new ServerAccess(site.Database.IdentifyAsync, site.Database.ReadCompletedSegmentAsync, site.Database.ReadArchiverAsync, site.ConfiguredLocation);
    }
}
