using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Secrets;
using Phoenix.Lab.Local;
using Phoenix.Lab.S3;

namespace Phoenix.Lab.Sabotage;

/// <summary>Another PostgreSQL cluster beside a lab's, which lives just long enough to leave a backup in a bucket of its own.</summary>
/// <param name="lab">The lab.</param>
internal sealed class NeighbourCluster(LabStack lab)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);
    private readonly LabSite _site = lab.Site;

    private string Root => Path.Combine(_site.Paths.Root, "neighbour");

    private string Sockets => _site.Record.SocketDirectory is string outside ? outside + "n" : Path.Combine(Root, "run");

    /// <summary>Makes bucket, cluster, stanza and backup, with the lab's own path, stanza and passphrase; nothing of the cluster itself is left.</summary>
    /// <returns>The bucket; a new one each time, so that a resumed run does not meet what a killed one left.</returns>
    public async Task<string> BackUpAsync(CancellationToken cancellationToken)
    {
        string bucket = $"phoenix-neighbour-{Guid.NewGuid():N}";
        using (S3EndpointAdmin admin = lab.OpenEndpointAdmin())
        {
            await admin.CreateBucketAsync(bucket, cancellationToken);
        }

        LayerFolder.Remove(Root);
        LayerFolder.Make(Root, _site.Account);
        var server = new PostgresServer(
            _site.Place with
            {
                DataDirectory = Path.Combine(Root, "pgdata"),
                SocketDirectory = Sockets,
                LogFile = Path.Combine(_site.Paths.Logs, "neighbour.log"),
                // A drill that is killed here leaves it running: the next command ends it with the other tools.
                Marker = _site.ToolMarker,
            },
            _site.Runner,
            _site.Time);
        try
        {
            await MakeAsync(server, bucket, cancellationToken);
            await server.StopAsync(Bound, cancellationToken);
            return bucket;
        }
        finally
        {
            await server.Processes.KillAsync(Bound, CancellationToken.None);
            LayerFolder.Remove(Sockets);
            LayerFolder.Remove(Root);
        }
    }

    private async Task MakeAsync(PostgresServer server, string bucket, CancellationToken cancellationToken)
    {
        RepositorySettings outside = _site.Credentials.Outside;
        RepositorySettings settings = outside with { S3 = outside.S3 with { Bucket = bucket } };
        string config = Path.Combine(Root, "config");
        PgBackRestOptions options = PgBackRestOptions.For(
            Path.Combine(Root, "work"), new PgBackRestServer(server.Place.DataDirectory, server.Place.Port, server.Place.SocketDirectory)) with { ArchiveAsync = false };
        PgBackRestConfig.Render(settings, options).Write(config, options, _site.Account);
        var tool = new PgBackRestTool(_site.Runner, config, settings.Stanza, _site.Account, settings.Secrets) { Marker = _site.ToolMarker };

        await server.InitDbAsync(_site.Vault.PostgresPassword, cancellationToken);
        server.WriteSettings(new Dictionary<string, string>
        {
            ["archive_mode"] = "on",
            ["archive_command"] = $"pgbackrest --config-path={config} --stanza={settings.Stanza} archive-push %p",
        });
        await server.StartAsync(new Dictionary<string, string>(), cancellationToken);
        await server.WaitUntilReadyAsync(Bound, cancellationToken);
        await tool.CreateStanzaAsync(cancellationToken);
        await tool.BackupFullAsync(cancellationToken);
    }
}
