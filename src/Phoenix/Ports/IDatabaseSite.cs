namespace Phoenix.Ports;

/// <summary>A database layer with all that stands around it: its repository, its bucket, and how it is cut off. What drill and rebirth need of a stack.</summary>
public interface IDatabaseSite
{
    /// <summary>The database.</summary>
    IDatabase Database { get; }

    /// <summary>The repository, seen from outside with the configuration and credentials that the next restore will use.</summary>
    IRepository Repository { get; }

    /// <summary>Where the running stack's own configuration says that the repository is; null when the stack is not up.</summary>
    RepositoryLocation? ConfiguredLocation { get; }

    /// <summary>Tells the present database from the ones before and after it; null when there is none. A gate speaks of one incarnation only.</summary>
    string? Incarnation { get; }

    /// <summary>The bucket, for Phoenix's own objects beside the repository.</summary>
    IObjectStore Objects { get; }

    /// <summary>Cuts the stack off before it is destroyed.</summary>
    IFence Fence { get; }

    /// <summary>Reads commit records out of fetched WAL.</summary>
    IWalReader Wal { get; }

    /// <summary>Versions of the tools in use, by name, for evidence.</summary>
    IReadOnlyDictionary<string, string> Versions { get; }
}
