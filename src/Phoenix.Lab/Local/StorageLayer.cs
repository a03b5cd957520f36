using System.Globalization;
using Phoenix.Stacks;

namespace Phoenix.Lab.Local;

/// <summary>The lab's stand-in for a volume: a folder on this machine's disk.</summary>
/// <param name="site">The lab.</param>
public sealed class StorageLayer(LabSite site) : ILayerDriver
{
    // An empty cluster, its WAL and a restore beside the segments under way.
    private const long LeastFreeBytes = 512L << 20;

    /// <summary>The volume takes a synced write, and has room.</summary>
    public Gate Writable => new("the volume takes a synced write", TimeSpan.FromSeconds(10), _ =>
    {
        string probe = Path.Combine(site.Paths.Volume, ".probe");
        using (FileStream file = new(probe, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
        {
            file.WriteByte(1);
            file.Flush(flushToDisk: true);
        }

        long free = new DriveInfo(site.Paths.Volume).AvailableFreeSpace;
        return Task.FromResult(free >= LeastFreeBytes ? null : string.Create(CultureInfo.InvariantCulture, $"only {free >> 20} MiB are free, {LeastFreeBytes >> 20} are needed"));
    });

    /// <inheritdoc/>
    public Task UpAsync(CancellationToken cancellationToken)
    {
        LayerFolder.Make(site.Paths.Volume, site.Account);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WipeAsync(CancellationToken cancellationToken)
    {
        LayerFolder.Remove(site.Paths.Volume);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<bool?> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult<bool?>(Directory.Exists(site.Paths.Volume));
}
