using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Layers;

/// <summary>
/// A layer inside a cluster. When the cluster's machines are gone, so is the layer, and there is nobody to ask; when they are not, the cluster's silence says nothing, and
/// what its own driver throws stands.
/// </summary>
/// <param name="inner">The layer's driver.</param>
/// <param name="isGone">Whether the cluster is gone because its machines are.</param>
public sealed class InClusterDriver(ILayerDriver inner, Func<CancellationToken, Task<bool>> isGone) : ILayerDriver
{
    /// <inheritdoc/>
    public Task UpAsync(CancellationToken cancellationToken) => inner.UpAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        if (!await isGone(cancellationToken))
        {
            await inner.WipeAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<bool?> ExistsAsync(CancellationToken cancellationToken) => await isGone(cancellationToken) ? false : await inner.ExistsAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) => await isGone(cancellationToken) ? [] : await inner.ListAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, LayerOutput>> ReadOutputsAsync(CancellationToken cancellationToken) => inner.ReadOutputsAsync(cancellationToken);
}
