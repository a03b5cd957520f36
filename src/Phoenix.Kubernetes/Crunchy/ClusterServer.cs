using System.Net.Sockets;
using Npgsql;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>How the database of a PostgresCluster is spoken to: by the owner's connection string, or by a port-forward to the pod that leads, as its administrator.</summary>
/// <param name="site">The layer.</param>
internal sealed class ClusterServer(CrunchySite site) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _gate = new(1, 1);
    private LocalPort? _tunnel;

    /// <summary>The address and the account, as they are now: a rebirth may have brought another password.</summary>
    public async Task<ConnectionSettings> OpenAsync(CancellationToken cancellationToken)
    {
        if (site.Definition.Dsn is string dsn)
        {
            string text = await site.Scope.Secrets.ReadAsync(dsn, cancellationToken);
            site.Scope.Log.Redact([text]);
            return ConnectionSettings.Parse(text, $"secret '{dsn}'");
        }

        string password = await new UserSecrets(site).ReadAdminAsync(cancellationToken);
        site.Scope.Log.Redact([password]);
        await _gate.WaitAsync(cancellationToken);
        try
        {
            int port = (await site.ReadAsync(cancellationToken))?.Port ?? PostgresClusterView.DefaultPort;
            _tunnel ??= new LocalPort(site.Cluster, site.Name.Namespace, new LeaderPod(site).FindAsync, port);
            return ConnectionSettings.ThroughTunnel("127.0.0.1", _tunnel.Port, site.Definition.Admin, password);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Asks, and asks again where the way to the server breaks off: it leads through the API server, which may restart, and through a pod that may be another one afterwards.</summary>
    /// <param name="question">What is asked; doing it twice is doing it once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">What the question throws: at once where the server itself has answered, after a minute where it is not reached.</exception>
    public async Task<T> AskAsync<T>(Func<ServerQueries, Task<T>> question, CancellationToken cancellationToken)
    {
        long start = site.Scope.Time.GetTimestamp();
        while (true)
        {
            try
            {
                return await question(await AskAsync(cancellationToken));
            }
            catch (PhoenixException e) when (IsOfTheWay(e) && site.Scope.Time.GetElapsedTime(start) < Patience)
            {
                site.Scope.Log.Say($"the server of {site.Name} is not reached: {e.Message}{(TunnelFault is string fault ? $" ({fault})" : "")}");
                await Task.Delay(Pause, site.Scope.Time, cancellationToken);
            }
        }
    }

    /// <summary>Whether an error says that the server was not reached, and nothing of what it would have answered.</summary>
    public static bool IsOfTheWay(PhoenixException error) =>
        error is { InnerException: not PostgresException and (NpgsqlException or TimeoutException or IOException or SocketException) } or { Code: ErrorCode.LayerFailed, IsTransient: true };

    /// <summary>What the server is asked.</summary>
    public async Task<ServerQueries> AskAsync(CancellationToken cancellationToken) => new(await OpenAsync(cancellationToken));

    /// <summary>Why the last connection through the tunnel failed, which the client cannot know; null when none did.</summary>
    public string? TunnelFault => _tunnel?.LastFault;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_tunnel is not null)
        {
            await _tunnel.DisposeAsync();
        }

        _gate.Dispose();
    }
}
