using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Phoenix.Adapters.Processes;

namespace Phoenix.Adapters.Files;

/// <summary>Whom a file belongs to.</summary>
/// <param name="User">The user's number.</param>
/// <param name="Group">The group's number.</param>
internal readonly record struct FileOwner(uint User, uint Group)
{
    // From linux/stat.h and fcntl.h; unlike those of stat, the offsets of statx are the same on every machine.
    private const int CurrentFolder = -100;
    private const uint Wanted = 0x8 | 0x10;
    private const int UserOffset = 20;
    private const int GroupOffset = 24;
    private const int Size = 256;

    /// <summary>The owner of a file; of a link, the owner of what it leads to.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    public static FileOwner Of(string path)
    {
        byte[] status = new byte[Size];
        return Statx(CurrentFolder, path, 0, Wanted, status) != 0
            ? throw new IOException($"statx {path}: {Libc.LastError()}")
            : new FileOwner(Read(status, UserOffset), Read(status, GroupOffset));
    }

    /// <summary>Gives a file to this owner. Whoever is not root may only give it to a group of their own.</summary>
    /// <returns>Whether it belongs to this owner now.</returns>
    public bool TryTake(string path) => Of(path) == this || Libc.ChangeOwner(path, User, Group) == 0;

    private static uint Read(byte[] status, int offset) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(status.AsSpan(offset)) : BinaryPrimitives.ReadUInt32BigEndian(status.AsSpan(offset));

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] status);
}
