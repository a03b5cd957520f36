using System.Net;
using System.Net.Sockets;
using Npgsql;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;

namespace Phoenix.Bench;

/// <summary>A PostgreSQL server of its own, with durability as in production (fsync, full_page_writes and synchronous_commit on).</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private BenchServer(PostgresServer server) => _server = server;

    public PostgresPlace Place => _server.Place;

    public NpgsqlConnectionStringBuilder Address => _server.Administrator;

    public static async Task<BenchServer> StartAsync(WorkFolder folder)
    {
        var place = new PostgresPlace
        {
            BinDirectory = PostgresInstallation.FindAll().MaxBy(p => p.Major)!.BinDirectory,
            DataDirectory = folder.Of("pgdata"),
            SocketDirectory = folder.Of("socket"),
            LogFile = folder.Of("postgresql.log"),
            Port = FreePort(),
            Marker = "phoenix-bench-" + Guid.NewGuid().ToString("N"),
            Account = Account.ForServers(),
        };
        var server = new PostgresServer(place, new ToolRunner(new NoObserver(), TimeProvider.System), TimeProvider.System);
        await server.InitDbAsync(Guid.NewGuid().ToString("N"), CancellationToken.None);

        // Autovacuum would work at times of its own choosing, and not in both halves of a comparison.
        server.WriteSettings(new Dictionary<string, string> { ["autovacuum"] = "off", ["max_wal_size"] = "4GB" });
        await server.StartAsync(new Dictionary<string, string>(), CancellationToken.None);
        await server.WaitUntilReadyAsync(TimeSpan.FromMinutes(2), CancellationToken.None);
        return new BenchServer(server);
    }

    public async Task<NpgsqlConnection> OpenAsync(string database)
    {
        NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(Address.ConnectionString) { Database = database, Pooling = false, CommandTimeout = 3600 }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync() => await _server.Processes.KillAsync(TimeSpan.FromSeconds(30), CancellationToken.None);

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
