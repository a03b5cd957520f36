using Phoenix.Errors;

namespace Phoenix.Lab.Local;

/// <summary>Lets one command at a time work on a lab. The operating system lets go of it when the process dies, however it dies.</summary>
public sealed class LabLock : IDisposable
{
    private readonly FileStream _file;

    private LabLock(FileStream file) => _file = file;

    /// <summary>Takes the lock or says who has it.</summary>
    /// <exception cref="PhoenixException">Locked.</exception>
    public static LabLock Take(LabPaths paths, string name)
    {
        try
        {
            return new LabLock(new FileStream(paths.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0));
        }
        catch (IOException e) when (File.Exists(paths.Lock) && e is not DirectoryNotFoundException)
        {
            throw new PhoenixException(
                ErrorCode.Locked, $"another Phoenix works on the lab '{name}'", "wait for it to end, or use another lab with --lab NAME", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
