using Phoenix.Adapters.Processes;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>Where a server that Phoenix runs itself lives.</summary>
public sealed record PostgresPlace
{
    /// <summary>Directory of the programs of one major version.</summary>
    public required string BinDirectory { get; init; }

    /// <summary>The data directory (PGDATA).</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Directory of the Unix socket, 0700: being able to enter it is the only authentication there. At most about 90 bytes long.</summary>
    public required string SocketDirectory { get; init; }

    /// <summary>File that receives the server's own messages.</summary>
    public required string LogFile { get; init; }

    /// <summary>TCP port, which also names the socket.</summary>
    public required int Port { get; init; }

    /// <summary>The node's marker on every process.</summary>
    public required string Marker { get; init; }

    /// <summary>The account that the server runs under; null for the present one.</summary>
    public Account? Account { get; init; }

    /// <summary>Variables that the server and its programs get beside the usual ones; archive and restore commands see them. None by default.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The directories whose processes are the node's.</summary>
    public IReadOnlyCollection<string> Directories => [DataDirectory];

    /// <summary>A program of this version.</summary>
    public string Program(string name) => Path.Combine(BinDirectory, name);
}
