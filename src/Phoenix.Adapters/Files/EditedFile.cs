namespace Phoenix.Adapters.Files;

/// <summary>
/// Replaces the content of somebody's own file: readers see the old content or the new one, and its mode, its owner and a link to it stay. Only root can keep another owner: for anybody else such a file is not replaced.
/// </summary>
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
        FileOwner owner = FileOwner.Of(target);
        File.Delete(temporary);
        try
        {
            // For its owner alone until it has the mode of the file that it takes the place of: that may hold secrets.
            using (FileStream file = new(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite, BufferSize = 0 }))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            // The mode comes last: a change of the owner takes bits of it away.
            if (!owner.TryTake(temporary))
            {
                throw new UnauthorizedAccessException($"it belongs to user {owner.User} and group {owner.Group}, and would not any more");
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
