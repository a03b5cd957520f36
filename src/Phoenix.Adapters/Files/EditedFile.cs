using Microsoft.Win32.SafeHandles;

namespace Phoenix.Adapters.Files;

/// <summary>Replaces the content of somebody's own file: readers see the old content or the new one, and its mode and a link to it stay. It belongs to whoever runs this.</summary>
public static class EditedFile
{
    /// <summary>Writes the new content.</summary>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="content">All of it.</param>
    /// <exception cref="IOException">It cannot be written; the old content is there.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; the old content is there.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target)!;
        string temporary = Path.Combine(folder, $".{Path.GetFileName(target)}.{Environment.ProcessId}.new");
        try
        {
            using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
            {
                RandomAccess.Write(file, content, 0);
                RandomAccess.FlushToDisk(file);
            }

            File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        Durable.SyncDirectory(folder);
    }
}
