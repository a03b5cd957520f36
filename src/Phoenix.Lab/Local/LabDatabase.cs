using System.Text;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Errors;
using Phoenix.Lab.S3.Storage;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Lab.Local;

/// <summary>The lab's database: a real PostgreSQL server and a real pgBackRest on this machine.</summary>
public sealed class LabDatabase : IDatabase
{
    private static readonly TimeSpan KillBound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RecoveryBound = TimeSpan.FromHours(24);
    private static readonly TimeSpan StartBound = TimeSpan.FromMinutes(10);

    // Recovery of WAL errors is retried this long before it is stopped: longer than a hiccup, shorter than a person's patience.
    private static readonly TimeSpan RetryBound = TimeSpan.FromSeconds(15);

    private readonly LabSite _site;
    private readonly PostgresServer _server;
    private readonly ConnectionSettings _administrator;

    /// <summary>Opens the database of a lab; nothing is started.</summary>
    public LabDatabase(LabSite site)
    {
        _site = site;
        _server = new PostgresServer(site.Place, site.Runner, site.Time);
        _administrator = new ConnectionSettings(_server.Administrator);
        Proof = new ProofStore(_administrator);
        Clients = new ProofStore(new ConnectionSettings(_server.Clients(site.Vault.PostgresPassword)));
    }

    /// <inheritdoc/>
    public IProofStore Proof { get; }

    /// <inheritdoc/>
    public IProofStore Clients { get; }

    /// <summary>The stanza that the next restore asks for, for sabotage; null for the right one.</summary>
    public string? RestoreStanza { get; set; }

    /// <summary>Plants losses in it, for sabotage.</summary>
    public ProofTampering Tampering => new(_administrator);

    /// <summary>Whether anything of it is left: a data directory or a process.</summary>
    public bool Exists => Directory.Exists(_site.Paths.DataDirectory) || Directory.Exists(Dying) || _server.Processes.List().Count > 0;

    /// <summary>Whether its server runs.</summary>
    public bool IsRunning => _server.Postmaster is not null;

    /// <summary>Whether it was let loose. Written before the server is: an unpublished rebirth may be destroyed, a published one never.</summary>
    public bool IsPublished => File.Exists(PublishedMarker);

    /// <summary>Whether it was made by initdb and has no stanza yet.</summary>
    public bool IsNew => File.Exists(InitializedMarker);

    /// <summary>Tells this database from the ones before and after it; null when there is none.</summary>
    public string? Incarnation => File.Exists(IncarnationFile) ? File.ReadAllText(IncarnationFile) : null;

    private string IncarnationFile => Path.Combine(_site.Paths.Volume, "incarnation");

    private string Dying => _site.Paths.DataDirectory + ".dying";

    private string PublishedMarker => Path.Combine(_site.Paths.Volume, "published");

    private string InitializedMarker => Path.Combine(_site.Paths.Volume, "initialized");

    private ServerQueries Queries => new(_administrator);

    private string ArchiveCommand => $"pgbackrest --config-path={_site.ConfigDirectory} --stanza={_site.Record.Stanza} archive-push %p";

    /// <inheritdoc/>
    public Task<ServerIdentity> IdentifyAsync(CancellationToken cancellationToken) => Queries.IdentifyAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<ServerObservation> ObserveAsync(CancellationToken cancellationToken) => Queries.ObserveAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<ClosedSegment> CloseSegmentAsync(string restorePoint, CancellationToken cancellationToken) => Queries.CloseSegmentAsync(restorePoint, cancellationToken);

    /// <inheritdoc/>
    public Task<CompletedSegment> ReadCompletedSegmentAsync(CancellationToken cancellationToken) => Queries.ReadCompletedSegmentAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<ArchiverStatus> ReadArchiverAsync(CancellationToken cancellationToken)
    {
        bool dropsQueue = (await File.ReadAllTextAsync(Path.Combine(_site.ConfigDirectory, PgBackRestConfig.MainFile), cancellationToken)).Contains("archive-push-queue-max", StringComparison.Ordinal);
        ArchiverStatus status = await Queries.ReadArchiverAsync(dropsQueue, cancellationToken);
        return status.Ready == 0 ? status : status with { Cause = ArchivePushErrors.Newest(_site.StackOptions, _site.Record.Stanza) };
    }

    /// <inheritdoc/>
    public Task<IntegrityObservation> VerifyIntegrityAsync(CancellationToken cancellationToken) =>
        new IntegrityChecks(_administrator, _site.Runner, _site.Place).VerifyAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<BackupSet> BackUpAsync(CancellationToken cancellationToken)
    {
        PgBackRestTool tool = _site.StackTool();
        try
        {
            await tool.BackupFullAsync(cancellationToken);
        }
        catch (PhoenixException e) when (e.Message.Contains("[082]", StringComparison.Ordinal) && ArchivePushErrors.Newest(_site.StackOptions, _site.Record.Stanza) is { } cause)
        {
            // The backup waits for its WAL, and only the archiver knows why it does not come.
            throw new PhoenixException(cause.Code, $"{e.Message}: {cause.Message}", cause.Hint, e);
        }

        RepositoryInfo info = await tool.ReadInfoAsync(cancellationToken);
        return info.Backups.Count > 0
            ? info.Backups[^1]
            : throw new PhoenixException(ErrorCode.ToolFailed, "pgbackrest backup ended well, but the repository lists no backup", "look at the log of pgBackRest in the lab's folder");
    }

    /// <inheritdoc/>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await DiscardAsync(cancellationToken);
        DurableFiles.Write(IncarnationFile, Encoding.ASCII.GetBytes(Guid.NewGuid().ToString()));
        await _server.InitDbAsync(_site.Vault.PostgresPassword, cancellationToken);
        _server.WriteSettings(Settings());
        DurableFiles.Write(InitializedMarker, []);
        await StartHeldAsync(new Dictionary<string, string>(), StartBound, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task RestoreAsync(RestoreRequest request, CancellationToken cancellationToken)
    {
        await DiscardAsync(cancellationToken);
        File.Delete(InitializedMarker);
        DurableFiles.Write(IncarnationFile, Encoding.ASCII.GetBytes(Guid.NewGuid().ToString()));
        LayerFolder.Make(_site.Paths.DataDirectory, _site.Account);
        string restoreCommand = RestoreWalScript.Write(
            new RestoreWalSettings(request, _site.ConfigDirectory, RestoreStanza ?? _site.Record.Stanza, _site.Paths.DataDirectory, _site.StackOptions.ArchiveAsync, RetryBound),
            _site.RestoreScript, _site.Account);
        await _site.StackTool(RestoreStanza).RestoreAsync(new RestoreJob(_site.Paths.DataDirectory, request.Target, request.BackupLabel, restoreCommand), cancellationToken);
        if (request.SystemIdentifier is ulong expected && (await _server.ReadControlDataAsync(cancellationToken)).SystemIdentifier is ulong found && found != expected)
        {
            // Before it is started: what it would replay is another cluster's WAL, and what it says of that leads astray.
            await DestroyAsync(CancellationToken.None);
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"the restored backup is of cluster {found}, not of {expected}",
                "the restore read another cluster's repository: compare bucket, path and stanza of its configuration with those that the backup wrote to");
        }

        // The restored ones are those of the lab that took the backup, which need not be this one: they name its folders, and archive with its configuration.
        _server.WriteSettings(Settings());

        // Without hot standby the server needs no settings of the old primary to match, and opens only once it is promoted.
        try
        {
            await StartHeldAsync(new Dictionary<string, string> { ["hot_standby"] = "off" }, RecoveryBound, cancellationToken);
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.ToolFailed)
        {
            PhoenixException named = RestoreWalFault.Name(e);
            if (ReferenceEquals(named, e))
            {
                throw;
            }

            throw named;
        }
    }

    /// <inheritdoc/>
    public async Task PublishAsync(CancellationToken cancellationToken)
    {
        if (!IsPublished)
        {
            DurableFiles.Write(_site.Paths.PublishedOnce, []);
            DurableFiles.Write(PublishedMarker, []);
        }

        // After the marker: a stanza without its database could never be taken up again. Once only: later, archiving may hold the stanza's lock.
        if (IsNew)
        {
            await _site.StackTool().CreateStanzaAsync(cancellationToken);
            File.Delete(InitializedMarker);
        }

        await HeldSettings.ReleaseAsync(_site, Queries, cancellationToken);
        await Queries.EnsurePasswordAsync(PostgresServer.Superuser, _site.Vault.PostgresPassword, cancellationToken);
        HostAccess.Open(_site);
        _server.Reload();
        await HeldSettings.AwaitReleaseAsync(Queries, ArchiveCommand, _site.Time, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DiscardAsync(CancellationToken cancellationToken)
    {
        if (IsPublished)
        {
            throw new PhoenixException(
                ErrorCode.RebirthRefused, "the database was published, so it is not destroyed outside of a wipe", "this is a fault of Phoenix: please report it");
        }

        await DestroyAsync(cancellationToken);
    }

    /// <summary>Kills the server and removes its data; a wipe does this, and discarding an unpublished rebirth.</summary>
    public async Task DestroyAsync(CancellationToken cancellationToken)
    {
        await _server.Processes.KillAsync(KillBound, cancellationToken);

        if (!Directory.Exists(_site.Paths.Volume))
        {
            return;
        }

        // In this order a crash leaves nothing that could be started: a half-removed directory is not called pgdata any more.
        LayerFolder.Remove(Dying);
        if (Directory.Exists(_site.Paths.DataDirectory))
        {
            Directory.Move(_site.Paths.DataDirectory, Dying);
        }

        File.Delete(PublishedMarker);
        File.Delete(IncarnationFile);
        DurableFiles.SyncDirectory(_site.Paths.Volume);
        LayerFolder.Remove(Dying);
    }

    /// <summary>Starts a published server again after a stop, and returns once it can be used.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        HostAccess.Open(_site);
        await _server.StartAsync(Overrides(), cancellationToken);
        await _server.WaitUntilReadyAsync(StartBound, cancellationToken);
    }

    /// <summary>Stops the server in good order; its data stay.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(StopBound, cancellationToken);

    private async Task StartHeldAsync(Dictionary<string, string> overrides, TimeSpan bound, CancellationToken cancellationToken)
    {
        HeldSettings.Hold(_site);
        HostAccess.Close(_site);
        await _server.StartAsync(Overrides().Concat(overrides).ToDictionary(), cancellationToken);
        await _server.WaitUntilReadyAsync(bound, cancellationToken);
        await HeldSettings.AssertHeldAsync(_site, Queries, cancellationToken);
    }

    private Dictionary<string, string> Overrides() => new() { ["hba_file"] = _site.HbaFile };

    // Durability stays at its defaults: fsync, full_page_writes and synchronous_commit are on.
    private Dictionary<string, string> Settings() => new()
    {
        ["wal_level"] = "replica",
        ["archive_mode"] = "on",
        ["archive_command"] = ArchiveCommand,
        ["archive_timeout"] = "60s",
        ["max_connections"] = "60",
        ["shared_buffers"] = "128MB",
        ["max_wal_size"] = "1GB",
        ["log_line_prefix"] = "%m [%p] ",
        ["log_timezone"] = "UTC",
        ["timezone"] = "UTC",
    };
}
