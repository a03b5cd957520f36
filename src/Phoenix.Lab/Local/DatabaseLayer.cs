using Phoenix.Stacks;

namespace Phoenix.Lab.Local;

/// <summary>PostgreSQL as a layer: restored from the repository, or made new when that was asked for.</summary>
/// <param name="database">The database.</param>
/// <param name="intent">What it is to become.</param>
public sealed class DatabaseLayer(LabDatabase database, RebirthIntent intent) : ILayerDriver
{
    /// <inheritdoc/>
    public Task UpAsync(CancellationToken cancellationToken) => intent switch
    {
        RebirthIntent.Restore restore => database.RestoreAsync(restore.Request, cancellationToken),
        RebirthIntent.Initialize => database.InitializeAsync(cancellationToken),
        _ => throw new InvalidOperationException($"no such intent: {intent}"),
    };

    /// <inheritdoc/>
    public Task WipeAsync(CancellationToken cancellationToken) => database.DestroyAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<bool?> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult<bool?>(database.Exists);
}
