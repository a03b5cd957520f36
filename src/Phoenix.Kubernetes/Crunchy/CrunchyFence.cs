using Phoenix.Ports;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>
/// What can be cut off of a database in a cluster: nothing. Its processes stand on machines that are not ours to freeze, and its S3 keys are not ours to take away. So it is
/// cut off when the last of it is gone, and the repository's listing is taken then.
/// </summary>
internal sealed class CrunchyFence : IFence
{
    /// <inheritdoc/>
    public Task FreezeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Thaw()
    {
        // Nothing was stopped.
    }

    /// <inheritdoc/>
    public Task<bool> CutOffAsync(CancellationToken cancellationToken) => Task.FromResult(false);
}
