namespace Phoenix.Lab.S3.Hosting;

/// <summary>Keeps a second endpoint out of a directory. The kernel frees it with the process, however that ends.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <exception cref="DirectoryInUseException">Another endpoint holds it.</exception>
    public static DirectoryLock Take(string directory)
    {
        try
        {
            return new DirectoryLock(new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException or PathTooLongException))
        {
            throw new DirectoryInUseException(directory, e);
        }
    }

    public void Dispose() => _file.Dispose();
}
