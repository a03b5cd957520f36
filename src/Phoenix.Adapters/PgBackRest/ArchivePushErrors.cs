using Phoenix.Errors;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>
/// Why asynchronous archiving does not get on: <c>archive-push</c> leaves a file with the error's number and words in its spool for each segment that failed, and takes it
/// away once the segment went through.
/// </summary>
public static class ArchivePushErrors
{
    /// <summary>The cause of the newest failure; null when the spool holds none.</summary>
    /// <param name="options">How pgBackRest works on the side that archives.</param>
    /// <param name="stanza">The stanza.</param>
    public static PhoenixException? Newest(PgBackRestOptions options, string stanza)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            DirectoryInfo outgoing = new(Path.Combine(options.WorkDirectory, "spool", "archive", stanza, "out"));
            FileInfo? newest = outgoing.Exists ? outgoing.EnumerateFiles("*.error").MaxBy(f => f.LastWriteTimeUtc) : null;
            if (newest is null)
            {
                return null;
            }

            // The number stands on the first line, the words follow: as pgBackRest's log has them, so that one reader knows both.
            string[] parts = File.ReadAllText(newest.FullName).Split('\n', 2);
            return parts.Length == 2 && PgBackRestFault.Find($"ERROR: [{parts[0].Trim().PadLeft(3, '0')}]: {parts[1]}") is PgBackRestFault fault
                ? PgBackRestFaults.Translate("pgbackrest archive-push", fault)
                : null;
        }
        catch (IOException)
        {
            // The file went with the failure that it told of.
            return null;
        }
    }
}
