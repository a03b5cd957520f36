using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Phoenix.Lab.S3.Storage;

/// <summary>File operations that have reached the disk when they return.</summary>
internal static class DurableFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes entries made, renamed or removed in a directory survive a power cut.</summary>
    public static void SyncDirectory(string path)
    {
        // .NET opens no directories, so this goes to the C library. Flags: O_RDONLY | O_CLOEXEC.
        int descriptor = Open(path, 0x80000);
        if (descriptor < 0)
        {
            throw Failed("open", path);
        }
        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        if (Fsync(handle) != 0)
        {
            throw Failed("fsync", path);
        }
    }

    /// <summary>Makes a directory and every missing ancestor, each synced into its parent.</summary>
    public static void CreateDirectory(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path))
        {
            return;
        }
        string parent = Path.GetDirectoryName(path) ?? throw new IOException($"'{path}' has no parent.");
        CreateDirectory(parent, mode);
        Directory.CreateDirectory(path, mode);
        SyncDirectory(parent);
    }

    /// <summary>Replaces a small file as a whole: after a crash it is the old one or the new one.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = OwnerOnly)
    {
        string staged = path + ".new";
        File.Delete(staged);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode };
        using (var file = new FileStream(staged, options))
        {
            // The mode given to open is cut by the umask; this one is not.
            File.SetUnixFileMode(file.SafeFileHandle, mode);
            file.Write(content);
            file.Flush(flushToDisk: true);
        }
        File.Move(staged, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    private static IOException Failed(string call, string path) =>
        new($"{call} of '{path}' failed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Fsync(SafeFileHandle handle);
}
