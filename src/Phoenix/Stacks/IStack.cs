using Phoenix.Ports;

namespace Phoenix.Stacks;

/// <summary>Everything a wipe destroys and a create rebuilds, and what stays outside of it.</summary>
public interface IStack
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Its layers, with the database layer bound to <paramref name="intent"/>.</summary>
    LayerGraph Layers(RebirthIntent intent);

    /// <summary>Its database.</summary>
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

    /// <summary>The owner's queries.</summary>
    IReadOnlyList<ProofQuery> Queries { get; }

    /// <summary>Versions of the tools in use, by name, for evidence.</summary>
    IReadOnlyDictionary<string, string> Versions { get; }

    /// <summary>Brings the stack to where it can be drilled: raised and published. Raises what is missing; destroys nothing that was published.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);
}
