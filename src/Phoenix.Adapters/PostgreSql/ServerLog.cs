using System.Text;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>Finds in a server's log what made it end.</summary>
internal static class ServerLog
{
    private const int Window = 256 * 1024;

    // The restore_command of a rebirth says on stderr why it stopped the recovery; PostgreSQL's own line only has its exit code.
    private const string Wrapper = "phoenix restore_command:";

    /// <summary>The last PANIC and FATAL lines (else ERROR lines, else the last lines) after <paramref name="from"/> bytes; empty when there are none.</summary>
    internal static string Gravest(string file, long from)
    {
        string[] lines = Read(file, from);

        // Sessions that were refused while the server came up are no cause of its end.
        string[] grave = [.. lines.Where(l =>
            (l.StartsWith(Wrapper, StringComparison.Ordinal)
                || l.Contains("FATAL:", StringComparison.Ordinal) || l.Contains("PANIC:", StringComparison.Ordinal))
            && !l.Contains("the database system is", StringComparison.Ordinal))];
        string[] chosen = grave.Length > 0 ? grave : [.. lines.Where(l => l.Contains("ERROR:", StringComparison.Ordinal))];
        return Last(chosen.Length > 0 ? chosen : lines);
    }

    /// <summary>Why recovery paused: warnings that say what is not possible, and the settings they name; else the last lines.</summary>
    internal static string Pause(string file, long from)
    {
        string[] lines = Read(file, from);
        string[] chosen = [.. lines.Where(l => l.Contains("is not possible because of", StringComparison.Ordinal) || l.Contains("is a lower setting than", StringComparison.Ordinal))];
        return Last(chosen.Length > 0 ? chosen : lines);
    }

    private static string Last(string[] lines) => string.Join(" | ", lines[^Math.Min(lines.Length, 3)..]);

    private static string[] Read(string file, long from)
    {
        if (!File.Exists(file))
        {
            return [];
        }

        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = Math.Max(Math.Min(from, stream.Length), stream.Length - Window);
        byte[] bytes = new byte[stream.Length - stream.Position];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(bytes, 0, read).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
