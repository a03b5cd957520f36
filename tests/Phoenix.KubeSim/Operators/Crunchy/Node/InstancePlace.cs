using System.Net;
using System.Net.Sockets;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;

namespace Phoenix.KubeSim.Operators.Crunchy.Node;

/// <summary>Where one container of the operator's lives on this machine: what its mounts are here.</summary>
internal sealed class InstancePlace
{
    private readonly string _binaries;
    private readonly ToolRunner _runner;
    private readonly TimeProvider _time;

    /// <summary>Takes a folder of its own and a free port.</summary>
    public InstancePlace(CrunchyOptions options, ToolRunner runner, string volume, int version)
    {
        Account = options.Account;
        Volume = volume;
        Version = version;
        // Short: a socket's path has little more than 100 bytes.
        Folder = Path.Combine(options.Folder, "run", SafeHash.Random() + SafeHash.Random());
        Repositories = Path.Combine(options.Folder, "repositories");
        Marker = "crunchy-" + Guid.NewGuid().ToString("N");
        Mount = new BackRestMount(Path.Combine(Folder, "pgbackrest"), Account);
        Port = FreePort();
        _binaries = options.BinDirectory ?? PostgresInstallation.Choose(PostgresInstallation.FindAll(), new Version(2, 45)).Installation.BinDirectory;
        _runner = runner;
        _time = options.Time;
        Server = NewServer();
    }

    public Account? Account { get; }

    public string Folder { get; }

    public string Volume { get; }

    public int Version { get; }

    public string Repositories { get; }

    public string Marker { get; }

    public BackRestMount Mount { get; }

    public int Port { get; private set; }

    public PostgresServer Server { get; private set; }

    public string Socket => Path.Combine(Folder, "s");

    public string Data => Here(CrunchyNames.DataDirectory(Version));

    /// <summary>Where a restore leaves the data for Patroni to take up.</summary>
    public string Bootstrap => Data + "_bootstrap";

    public string Wal => Here(CrunchyNames.WalDirectory(Version));

    public string LogFile => Path.Combine(Folder, "postgres.log");

    public bool HasData => File.Exists(Path.Combine(Data, "PG_VERSION"));

    /// <summary>A container's path, or a text with such paths in it, for this machine.</summary>
    public string Here(string text) => text.Replace(CrunchyNames.DataMount + "/", Volume + "/", StringComparison.Ordinal);

    /// <summary>A text of this machine as the container would print it.</summary>
    public string There(string text) => text.Replace(Volume, CrunchyNames.DataMount, StringComparison.Ordinal).Replace(Socket, CrunchyNames.SocketMount, StringComparison.Ordinal);

    /// <summary>Makes the directories that its mounts and its start script make.</summary>
    public void Prepare()
    {
        foreach (string directory in (string[])[Folder, Socket, Volume])
        {
            PrivateDirectory.Make(directory, Account);
        }

        if (!Directory.Exists(Repositories))
        {
            PrivateDirectory.Make(Repositories, Account);
        }
    }

    /// <summary>Another port, when somebody took the one that was free.</summary>
    public void Move()
    {
        Port = FreePort();
        Server = NewServer();
    }

    /// <summary>Runs a program as in the container: its account, its variables, its marker.</summary>
    public Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan bound, CancellationToken cancellationToken, string input = "") => _runner.RunAsync(
        new ToolCommand
        {
            Tool = Path.GetFileName(program),
            FileName = program,
            Arguments = arguments,
            Environment = Mount.Environment,
            Account = Account,
            Marker = Marker,
            Timeout = bound,
            StandardInput = System.Text.Encoding.UTF8.GetBytes(input),
        },
        cancellationToken);

    /// <summary>Runs pgBackRest through the shell, as the operator's scripts do: options may be quoted there.</summary>
    public Task<ToolResult> BackRestAsync(string command, string options, TimeSpan bound, CancellationToken cancellationToken) =>
        RunAsync("bash", ["-c", $"pgbackrest {command} {options}"], bound, cancellationToken);

    /// <summary>Removes the container's own folder; the volume stays.</summary>
    public void Remove()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private PostgresServer NewServer() => new(
        new PostgresPlace
        {
            BinDirectory = _binaries,
            DataDirectory = Data,
            SocketDirectory = Socket,
            LogFile = LogFile,
            Port = Port,
            Marker = Marker,
            Account = Account,
            Environment = Mount.Environment,
        },
        _runner,
        _time);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
