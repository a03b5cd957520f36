using System.Globalization;
using Phoenix.EndToEnd.Tests.Launcher;
using Xunit;

namespace Phoenix.EndToEnd.Tests.BadInput;

/// <summary>A file system of a given size (tmpfs), for a disk that is full.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string folder) => Folder = folder;

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>Mounts it; skips the test where that is not permitted.</summary>
    public static async Task<SmallDisk> MountAsync(string folder, int kibibytes)
    {
        Directory.CreateDirectory(folder);
        Script mount = await Script.RunAsync([], "mount", "-t", "tmpfs", "-o", "mode=755," + Size(kibibytes), "phoenix-test", folder);
        Assert.SkipUnless(mount.ExitCode == 0, $"a file system cannot be mounted here, so no disk can be full: {mount.Error.Trim()}");
        return new SmallDisk(folder);
    }

    /// <summary>Gives it another size.</summary>
    public async Task ResizeAsync(int kibibytes)
    {
        Script mount = await RemountAsync(kibibytes);
        Assert.True(mount.ExitCode == 0, mount.ToString());
    }

    /// <summary>Takes all room away but a rest.</summary>
    public async Task LeaveAsync(int kibibytes)
    {
        // Whoever writes meanwhile may make the file system larger than what was measured, and a size below that is refused: look again.
        Script mount;
        int attempt = 0;
        do
        {
            DriveInfo drive = new(Folder);
            mount = await RemountAsync((int)((drive.TotalSize - drive.TotalFreeSpace) >> 10) + kibibytes);
        }
        while (mount.ExitCode != 0 && ++attempt < 100);

        Assert.True(mount.ExitCode == 0, mount.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        Script umount = await Script.RunAsync([], "umount", "-l", Folder);
        Assert.True(umount.ExitCode == 0, umount.ToString());
    }

    private Task<Script> RemountAsync(int kibibytes) => Script.RunAsync([], "mount", "-o", "remount," + Size(kibibytes), Folder);

    private static string Size(int kibibytes) => string.Create(CultureInfo.InvariantCulture, $"size={kibibytes}k");
}
