using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Stacks;

/// <summary>A stack as its file declares it, with the drivers that raise its layers.</summary>
/// <param name="definition">What the file declares.</param>
/// <param name="layers">The layers that hold no database, ready to be raised.</param>
/// <param name="databaseLayer">The layer that holds the database, without its driver; null for a stack without one.</param>
/// <param name="database">The database; null for a stack without one.</param>
/// <param name="outputs">Where the layers' outputs are kept.</param>
/// <param name="raise">Raises the stack up to its database and publishes that; for the preflight of a drill.</param>
public sealed class DeclaredStack(
    StackDefinition definition, IReadOnlyList<Layer> layers, Layer? databaseLayer, IDatabaseLayer? database, LayerOutputs outputs, Func<DeclaredStack, CancellationToken, Task> raise) : IStack
{
    /// <summary>What the file declares.</summary>
    public StackDefinition Definition => definition;

    /// <summary>Whether one of its layers holds a database.</summary>
    public bool HasDatabase => database is not null;

    /// <summary>Name of the layer that holds the database.</summary>
    public string DatabaseName => databaseLayer?.Name ?? throw new InvalidOperationException("the stack has no database");

    /// <summary>The database layer.</summary>
    /// <exception cref="PhoenixException">Configuration: the stack has none.</exception>
    public IDatabaseLayer DatabaseLayer => database ?? throw new PhoenixException(
        ErrorCode.Configuration, $"no layer of stack '{Name}' holds a database", "declare one with the driver 'lab' or 'postgresCluster', or use create and wipe, which need none");

    /// <inheritdoc/>
    public string Name => definition.Name;

    /// <inheritdoc/>
    public int Parallelism => definition.Parallelism;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Milestones => definition.Milestones;

    /// <inheritdoc/>
    public IReadOnlyList<ProofQuery> Queries => definition.Queries;

    /// <inheritdoc/>
    public IDatabase Database => DatabaseLayer.Database;

    /// <inheritdoc/>
    public IRepository Repository => DatabaseLayer.Repository;

    /// <inheritdoc/>
    public RepositoryLocation? ConfiguredLocation => DatabaseLayer.ConfiguredLocation;

    /// <inheritdoc/>
    public string? Incarnation => DatabaseLayer.Incarnation;

    /// <inheritdoc/>
    public IObjectStore Objects => DatabaseLayer.Objects;

    /// <inheritdoc/>
    public IFence Fence => DatabaseLayer.Fence;

    /// <inheritdoc/>
    public IWalReader Wal => DatabaseLayer.Wal;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Versions => database?.Versions ?? new Dictionary<string, string>();

    /// <inheritdoc/>
    public LayerGraph Layers(RebirthIntent intent)
    {
        // In the order of the file: what the plan shows and what runs first among equals.
        IEnumerable<Layer> all = databaseLayer is null ? layers : [.. layers, databaseLayer with { Driver = DatabaseLayer.Driver(intent), HoldsDatabase = true }];
        Dictionary<string, Layer> byName = all.ToDictionary(l => l.Name);
        return new LayerGraph([.. definition.Layers.Select(l => byName[l.Name])], outputs);
    }

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellationToken) => raise(this, cancellationToken);
}
