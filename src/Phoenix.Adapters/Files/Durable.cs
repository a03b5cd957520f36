using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Phoenix.Errors;

namespace Phoenix.Adapters.Files;

/// <summary>Writes that survive a power cut, and what their errors mean.</summary>
internal static class Durable
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    /// <summary>Appends and fsyncs.</summary>
    public static void Append(SafeFileHandle file, ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(file, bytes, RandomAccess.GetLength(file));
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Writes a whole file: readers see the old content or the new one, and after this returns a crash does not bring the old one back.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + ".new";
        using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes the names in a directory durable: without it a new file may be gone after a crash although its content was fsynced.</summary>
    public static void SyncDirectory(string path)
    {
        int descriptor = Open(path, 0);
        if (descriptor < 0)
        {
            throw new IOException($"open {path}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
        }

        try
        {
            if (Fsync(descriptor) != 0)
            {
                throw new IOException($"fsync {path}: {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>The beginning of a file that another process has locked; empty when it cannot be read.</summary>
    public static byte[] ReadWithoutLock(string path, int longest)
    {
        int descriptor = Open(path, 0);
        if (descriptor < 0)
        {
            return [];
        }

        using SafeFileHandle file = new(descriptor, ownsHandle: true);
        byte[] content = new byte[longest];
        return content[..RandomAccess.Read(file, content, 0)];
    }

    /// <summary>What a failed write under the state directory is for a person.</summary>
    public static PhoenixException Translate(Exception fault, string path) =>
        fault.HResult is NoSpace or QuotaExceeded
            ? new PhoenixException(
                ErrorCode.DiskFull,
                $"no space is left to write {path}",
                "make room on that file system, or name another place with --state DIR; then go on with --resume",
                fault)
            : new PhoenixException(
                ErrorCode.StateNotWritable,
                $"{path} cannot be written: {fault.Message}",
                "name a directory that this user may write to with --state DIR",
                fault);

    /// <summary>Whether <paramref name="fault"/> is one that <see cref="Translate"/> is for.</summary>
    public static bool IsWriteFault(Exception fault) => fault is IOException or UnauthorizedAccessException;

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
