using Phoenix.Adapters.PostgreSql;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>How the database of a PostgresCluster is spoken to: by the owner's connection string, or by a port-forward to the pod that leads, as its administrator.</summary>
/// <param name="site">The layer.</param>
internal sealed class ClusterServer(CrunchySite site) : IAsyncDisposable
{
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
