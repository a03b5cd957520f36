using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>A PostgresCluster as a layer: held as a standby of its repository, or made new when that was asked for.</summary>
/// <param name="database">The database.</param>
/// <param name="site">The layer.</param>
/// <param name="intent">What it is to become.</param>
public sealed class CrunchyLayer(CrunchyDatabase database, CrunchySite site, RebirthIntent intent) : ILayerDriver
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
    public async Task<bool?> ExistsAsync(CancellationToken cancellationToken) => (await new ClusterDeletion(site).ListAsync(cancellationToken)).Count > 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) => await new ClusterDeletion(site).ListAsync(cancellationToken);
}
