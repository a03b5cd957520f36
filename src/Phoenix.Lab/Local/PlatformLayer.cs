using Phoenix.Stacks;

namespace Phoenix.Lab.Local;

/// <summary>The lab's stand-in for a machine: a node is a folder and every process that carries its marker or works in it.</summary>
/// <param name="site">The lab.</param>
public sealed class PlatformLayer(LabSite site) : ILayerDriver
{
    private static readonly TimeSpan KillBound = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public Task UpAsync(CancellationToken cancellationToken)
    {
        LayerFolder.Make(site.Paths.Node, site.Account);
        LayerFolder.Make(site.SocketDirectory, site.Account);
        HostAccess.Close(site);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        await site.Node().KillAsync(KillBound, cancellationToken);
        LayerFolder.Remove(site.SocketDirectory);
        LayerFolder.Remove(site.Paths.Node);
    }

    /// <inheritdoc/>
    public Task<bool?> ExistsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<bool?>(Directory.Exists(site.Paths.Node) || Directory.Exists(site.SocketDirectory) || site.Node().List().Count > 0);
}
