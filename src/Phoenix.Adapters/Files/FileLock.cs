using Phoenix.Errors;

namespace Phoenix.Adapters.Files;

/// <summary>Lets one command of this machine at a time work on something. The operating system lets go of it when the process dies, however it dies.</summary>
public sealed class FileLock : IDisposable
{
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock or says that it is held.</summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="what">What is locked, for the message, e.g. <c>the lab 'lab'</c>.</param>
    /// <param name="hint">What to do meanwhile.</param>
    /// <exception cref="PhoenixException">Locked.</exception>
    public static FileLock Take(string path, string what, string hint)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException e) when (File.Exists(path) && e is not DirectoryNotFoundException)
        {
            throw new PhoenixException(ErrorCode.Locked, $"another Phoenix works on {what}", hint, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
