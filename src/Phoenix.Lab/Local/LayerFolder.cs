using Phoenix.Adapters.Processes;

namespace Phoenix.Lab.Local;

/// <summary>A folder that belongs to a layer: made for the servers' account, and removed as a whole.</summary>
internal static class LayerFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folder, for its owner alone.</summary>
    public static void Make(string path, Account? account)
    {
        Directory.CreateDirectory(path, OwnerOnly);
        account?.TakeOver(path);
    }

    /// <summary>Removes the folder and all in it; succeeds when it is not there.</summary>
    public static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
