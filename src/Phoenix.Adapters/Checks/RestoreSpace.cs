using Phoenix.Checks;

namespace Phoenix.Adapters.Checks;

/// <summary>Looks how much room a restore has.</summary>
public static class RestoreSpace
{
    /// <summary>Room where a data directory is, or will be; null when that is not on this machine or cannot be looked at.</summary>
    /// <param name="dataDirectory">The data directory.</param>
    public static FreeSpace? Of(string dataDirectory)
    {
        ArgumentNullException.ThrowIfNull(dataDirectory);
        try
        {
            string folder = dataDirectory;
            while (!Directory.Exists(folder))
            {
                folder = Path.GetDirectoryName(folder) ?? "/";
            }

            long taken = folder == dataDirectory
                ? new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint }).Sum(Length)
                : 0;
            return new FreeSpace(folder, new DriveInfo(folder).AvailableFreeSpace, taken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not known, which the rule says; nothing is decided by it.
            return null;
        }
    }

    // A running server removes files meanwhile.
    private static long Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return 0;
        }
    }
}
