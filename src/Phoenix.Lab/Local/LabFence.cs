using Phoenix.Ports;

namespace Phoenix.Lab.Local;

/// <summary>Stops the node's processes where they stand and takes its S3 key away.</summary>
/// <param name="site">The lab.</param>
public sealed class LabFence(LabSite site) : IFence
{
    private static readonly TimeSpan FreezeBound = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public Task FreezeAsync(CancellationToken cancellationToken) => site.Node().FreezeAsync(FreezeBound, cancellationToken);

    /// <inheritdoc/>
    public void Thaw() => site.Node().Thaw();

    /// <inheritdoc/>
    public Task<bool> CutOffAsync(CancellationToken cancellationToken) => site.Credentials.CutAsync(cancellationToken);
}
