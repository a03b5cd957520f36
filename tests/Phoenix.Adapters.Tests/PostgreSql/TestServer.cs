using System.Net;
using System.Net.Sockets;
using Npgsql;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Tests.Processes;

namespace Phoenix.Adapters.Tests.PostgreSql;

/// <summary>A real server in a temporary directory, with the durability settings of production.</summary>
public sealed class TestServer : IAsyncDisposable
{
    public const string Password = "s3cret-of-the-test";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private TestServer(string root, PostgresServer server, ToolRunner runner, RecordingObserver observer)
    {
        Root = root;
        Server = server;
        Runner = runner;
        Observer = observer;
    }

    public string Root { get; }

    public PostgresServer Server { get; }

    public ToolRunner Runner { get; }

    public RecordingObserver Observer { get; }

    public ConnectionSettings Administrator => new(Server.Administrator);

    public ConnectionSettings Clients => new(Server.Clients(Password));

    public static string BinDirectory => PostgresInstallation.FindAll()[0].BinDirectory;

    public static async Task<TestServer> CreateAsync(IReadOnlyDictionary<string, string>? settings = null, bool start = true)
    {
        string root = Directory.CreateTempSubdirectory("phoenix-pg-").FullName;
        Account? account = Account.ForServers();
        File.SetUnixFileMode(root, (UnixFileMode)0b111_101_101);
        account?.TakeOver(root);
        RecordingObserver observer = new();
        ToolRunner runner = new(observer, TimeProvider.System);
        PostgresServer server = new(
            new PostgresPlace
            {
                BinDirectory = BinDirectory,
                DataDirectory = Path.Combine(root, "data"),
                SocketDirectory = Path.Combine(root, "socket"),
                LogFile = Path.Combine(root, "log"),
                Port = FreePort(),
                Marker = Path.GetFileName(root),
                Account = account,
            },
            runner,
            TimeProvider.System);
        TestServer test = new(root, server, runner, observer);
        await server.InitDbAsync(Password, CancellationToken.None);
        Dictionary<string, string> all = new()
        {
            ["wal_level"] = "replica", ["max_prepared_transactions"] = "4", ["shared_buffers"] = "32MB", ["wal_keep_size"] = "128MB",
        };
        foreach ((string name, string value) in settings ?? new Dictionary<string, string>())
        {
            all[name] = value;
        }

        server.WriteSettings(all);
        if (start)
        {
            await test.StartAsync();
        }

        return test;
    }

    public async Task StartAsync()
    {
        await Server.StartAsync(new Dictionary<string, string>(), CancellationToken.None);
        await Server.WaitUntilReadyAsync(Bound, CancellationToken.None);
    }

    public async Task<string?> AskAsync(string sql, string database = "postgres")
    {
        await using NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(Server.Administrator.ConnectionString) { Database = database, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return (await command.ExecuteScalarAsync())?.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.Processes.KillAsync(Bound, CancellationToken.None);
        Directory.Delete(Root, recursive: true);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
