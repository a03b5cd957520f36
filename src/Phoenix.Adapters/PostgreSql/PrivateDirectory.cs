using System.Text;
using Phoenix.Adapters.Processes;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>Directories and files that only the server's account may enter.</summary>
internal static class PrivateDirectory
{
    /// <summary>Makes the directory 0700 and gives it to <paramref name="account"/>; one that exists is set right.</summary>
    internal static void Make(string path, Account? account)
    {
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(path, mode);
        File.SetUnixFileMode(path, mode);
        account?.TakeOver(path);
    }

    /// <summary>Replaces a file's content; the file is 0600 from its first byte on.</summary>
    internal static void WriteFile(string path, string content, Account? account)
    {
        string temporary = path + ".new";
        File.Delete(temporary);
        using (FileStream file = new(temporary, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(Encoding.UTF8.GetBytes(content));
            file.Flush(flushToDisk: true);
        }

        account?.TakeOver(temporary);
        File.Move(temporary, path, overwrite: true);
    }
}
