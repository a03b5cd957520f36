using System.Globalization;
using System.Text;
using Phoenix.Errors;

namespace Phoenix.Adapters.Files;

/// <summary>
/// Lets one command of this machine at a time work on something. The operating system lets go of it when the process dies, however it dies. The file says
/// who has it, for whoever finds it taken; nothing else is decided by that.
/// </summary>
public sealed class FileLock : IDisposable
{
    private const int LongestNote = 1024;
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock or says that it is held, and by whom.</summary>
    /// <param name="path">The file; its folder must be there.</param>
    /// <param name="what">What is locked, for the message, e.g. <c>the lab 'lab'</c>.</param>
    /// <param name="hint">What to do meanwhile.</param>
    /// <param name="command">What is to be done, for the message that others get; null to leave it out.</param>
    /// <exception cref="PhoenixException">Locked.</exception>
    public static FileLock Take(string path, string what, string hint, string? command = null)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (File.Exists(path) && e is not DirectoryNotFoundException)
        {
            throw new PhoenixException(ErrorCode.Locked, $"another Phoenix works on {what}{Holder(path)}", hint, e);
        }

        Note(file, string.Create(
            CultureInfo.InvariantCulture, $"{(command is null ? "" : command + ", ")}process {Environment.ProcessId} of {Environment.UserName}@{Environment.MachineName}"));
        return new FileLock(file);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static void Note(FileStream file, string who)
    {
        try
        {
            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes(who));
        }
        catch (IOException)
        {
            // A full disk: the lock holds all the same, and what makes room again (lab down --delete) must not fail for a note.
        }
    }

    // .NET would want a lock to read with, which is just what is not to be had.
    private static string Holder(string path)
    {
        byte[] note = Durable.ReadWithoutLock(path, LongestNote);
        return note.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $": {PrintableText.Of(Encoding.UTF8.GetString(note))}, since {File.GetLastWriteTimeUtc(path):u}");
    }
}
