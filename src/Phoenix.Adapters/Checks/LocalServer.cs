using System.Buffers.Binary;
using Npgsql;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Checks;
using Phoenix.Errors;

namespace Phoenix.Adapters.Checks;

/// <summary>The server that a pgbackrest.conf names, where its data directory is on this machine.</summary>
public static class LocalServer
{
    /// <summary>How the server is asked; null when none runs on this machine.</summary>
    /// <param name="place">What the configuration says.</param>
    /// <param name="file">The configuration, for what the archiving side of it says.</param>
    public static ServerAccess? Find(ConfiguredPlace place, PgBackRestConfFile file)
    {
        ArgumentNullException.ThrowIfNull(place);
        ArgumentNullException.ThrowIfNull(file);
        if (place.DataDirectory is not string data || !File.Exists(Path.Combine(data, "postmaster.pid")))
        {
            return null;
        }

        (int port, string socket, string user, string database) = place.Server;
        var queries = new ServerQueries(new ConnectionSettings(new NpgsqlConnectionStringBuilder { Host = socket, Port = port, Username = user, Database = database }));
        IReadOnlyDictionary<string, string> push = file.Options(place.Stanza, "archive-push");
        return new ServerAccess(
            queries.IdentifyAsync, queries.ReadCompletedSegmentAsync, token => queries.ReadArchiverAsync(push.ContainsKey("archive-push-queue-max"), token), ConfiguredPlace.Of(file, place.Stanza, "archive-push").Location);
    }

    /// <summary>The data directory of a server that does not run: whoever asks has made sure of that. Null when there is none on this machine.</summary>
    /// <param name="data">The directory; null for none.</param>
    public static Seen<IdleServer>? FindIdle(string? data)
    {
        if (data is null || !Directory.Exists(data))
        {
            return null;
        }

        string file = Path.Combine(data, "global", "pg_control");
        if (!File.Exists(file) && !IsHidden(data))
        {
            // A folder that waits for its restore is no server.
            return null;
        }

        try
        {
            // pg_control begins with the system identifier, in the machine's own byte order.
            byte[] head = new byte[sizeof(ulong)];
            using FileStream control = File.OpenRead(file);
            control.ReadExactly(head);

            // Missing where pg_wal is a link to a volume that is not mounted: what waits there is not known.
            int ready = Directory.EnumerateFiles(Path.Combine(data, "pg_wal", "archive_status"), "*.ready").Count();
            return Seen<IdleServer>.Of(new IdleServer(data, BinaryPrimitives.ReadUInt64LittleEndian(head), ready));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Seen<IdleServer>.Not(new PhoenixException(ErrorCode.ToolFailed, $"the data directory {data} cannot be looked at: {e.Message}", "run the check under the account that owns it", e));
        }
    }

    // To an account that may not enter a folder nothing in it exists.
    private static bool IsHidden(string data)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(data).Any() && Directory.EnumerateFileSystemEntries(Path.Combine(data, "global")).Any();
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }
}
