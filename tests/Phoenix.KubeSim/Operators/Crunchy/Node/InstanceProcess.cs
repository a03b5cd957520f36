using System.Data.Common;
using System.Globalization;
using Npgsql;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;

namespace Phoenix.KubeSim.Operators.Crunchy.Node;

/// <summary>One instance's Pod: Patroni, as far as one member needs it, over a real server.</summary>
internal sealed class InstanceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ToolBound = TimeSpan.FromHours(1);
    private readonly InstancePlace _place;
    private readonly InstanceReport _report;
    private readonly CrunchyOptions _options;
    private readonly ClusterObjects _objects;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private Task _loop = Task.CompletedTask;
    private volatile InstancePlan _plan;

    public InstanceProcess(ClusterObjects objects, CrunchyOptions options, InstancePlace place, InstanceReport report, InstancePlan plan)
    {
        (_objects, _options, _place, _report, _plan) = (objects, options, place, report, plan);
    }

    public InstancePlace Place => _place;

    /// <summary>The port of the container's server.</summary>
    public int ContainerPort => _plan.ContainerPort;

    private ConnectionSettings Administrator => new(_place.Server.Administrator);

    public bool Belongs(string space, string cluster) => _report.Space == space && _plan.Cluster == cluster;

    public void Start() => _loop = Task.Run(LoopAsync);

    /// <summary>What is to be from now on.</summary>
    public void Follow(InstancePlan plan)
    {
        _plan = plan;
        Wake();
    }

    /// <summary>Ends the Pod in good order: a fast shutdown within the grace period, then everything is killed.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        await EndLoopAsync();
        try
        {
            await _place.Server.StopAsync(grace, CancellationToken.None);
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.TimedOut)
        {
            _report.Note("did not stop in time: killed");
        }

        await KillAsync();
    }

    /// <summary>The machine is gone: nothing is said to anybody.</summary>
    public async Task CrashAsync()
    {
        Task ending = EndLoopAsync();
        await KillAsync();
        await ending;
        await KillAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CrashAsync();
        _place.Remove();
        _stop.Dispose();
        _wake.Dispose();
    }

    /// <summary>Asks the running server as its superuser.</summary>
    public async Task<object?> AskAsync(string sql, CancellationToken cancellationToken, string database = "postgres")
    {
        NpgsqlConnectionStringBuilder address = new(_place.Server.Administrator.ConnectionString) { Database = database, Pooling = false, Timeout = 5, CommandTimeout = 120 };
        await using NpgsqlConnection connection = new(address.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It will look soon anyhow.
        }
    }

    private async Task EndLoopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
    }

    private Task KillAsync() => _place.Server.Processes.KillAsync(TimeSpan.FromSeconds(20), CancellationToken.None);

    private async Task LoopAsync()
    {
        CancellationToken token = _stop.Token;
        try
        {
            _place.Prepare();
            while (true)
            {
                try
                {
                    await KeepAsync(token);
                }
                catch (PhoenixException e) when (e.Code == ErrorCode.PortTaken)
                {
                    _place.Move();
                    Wake();
                }
                catch (Exception e) when (e is PhoenixException or DbException or IOException or UnauthorizedAccessException or InvalidOperationException)
                {
                    // As Patroni: it says what is wrong, and tries again in its next round.
                    _report.Note("ERROR: " + _place.There(e.Message));
                    await _report.NotReadyAsync(token);
                }

                await _wake.WaitAsync(_options.SyncPeriod, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The Pod ends.
        }
    }

    private async Task KeepAsync(CancellationToken token)
    {
        InstancePlan plan = _plan;
        if (!await MountAsync(plan, token))
        {
            return;
        }

        if (_place.Server.Postmaster is null)
        {
            await _report.RunningAsync(token);
            await StartAsync(plan, token);
        }

        bool recovering = (bool)(await AskAsync("SELECT pg_is_in_recovery()", token))!;
        if (recovering && plan.StandbyRepository is null)
        {
            _report.Note("promoted self to leader by acquiring session lock");
            await AskAsync("SELECT pg_promote(true, 60)", token);
            recovering = (bool)(await AskAsync("SELECT pg_is_in_recovery()", token))!;
            if (recovering)
            {
                throw new PhoenixException(ErrorCode.TimedOut, "the server did not promote", "it is asked again");
            }
        }
        else if (!recovering && plan.StandbyRepository is not null)
        {
            _report.Note("demoting: this is a standby cluster now");
            await _place.Server.StopAsync(_options.GracePeriod, token);
            await StartServerAsync(plan, standby: true, token);
            recovering = true;
        }
        else if (PatroniFiles.Write(_place.Data, Parameters(plan), _place.Account))
        {
            _place.Server.Reload();
        }

        if (!recovering && await AskAsync($"SELECT 1 FROM pg_roles WHERE rolname = '{ServerCertificate.ReplicationUser}'", token) is null)
        {
            await AskAsync($"CREATE ROLE \"{ServerCertificate.ReplicationUser}\" WITH LOGIN REPLICATION", token);
        }

        ControlData control = await _place.Server.ReadControlDataAsync(token);
        string identifier = control.SystemIdentifier.ToString(CultureInfo.InvariantCulture);
        int timeline = Convert.ToInt32(await AskAsync("SELECT timeline_id FROM pg_control_checkpoint()", token), CultureInfo.InvariantCulture);
        await _report.LeadingAsync(plan, recovering, identifier, timeline, token);
    }

    // Projected volumes are refreshed while the Pod runs; before its start a missing source holds it up.
    private async Task<bool> MountAsync(InstancePlan plan, CancellationToken token)
    {
        (IReadOnlyDictionary<string, string>? files, string? missing) = await BackRestMount.ReadAsync(_objects, _report.Space, plan.Projections, token);
        if (files is null)
        {
            if (!_report.WasRunning)
            {
                await _report.NotMountedAsync(missing ?? "", token);
                return false;
            }

            return true;
        }

        string generated = BackRestFiles.Mounted(plan.BackRest, _place.Volume, _place.Socket, _place.Repositories, [.. plan.RepositoryVolumes], _place.Port);
        _place.Mount.Write(new Dictionary<string, string>(files) { [CrunchyNames.InstanceConfig] = generated });
        PrivateDirectory.Make(Path.Combine(_place.Volume, "pgbackrest"), _place.Account);
        PrivateDirectory.Make(Path.Combine(_place.Volume, "pgbackrest", "log"), _place.Account);
        PrivateDirectory.WriteFile(Tls("ca.crt"), plan.Certificate.Authority, _place.Account);
        PrivateDirectory.WriteFile(Tls("tls.crt"), plan.Certificate.Certificate, _place.Account);
        PrivateDirectory.WriteFile(Tls("tls.key"), plan.Certificate.Key, _place.Account);
        return true;
    }

    private async Task StartAsync(InstancePlan plan, CancellationToken token)
    {
        // A server that died without a word must be gone with all its backends before another one starts.
        await KillAsync();
        bool bootstrapped = plan.SystemIdentifier.Length > 0;
        bool standby = plan.StandbyRepository is not null;
        if (!_place.HasData && Directory.Exists(_place.Bootstrap))
        {
            _report.Note("bootstrap: custom method existing");
            Directory.Move(_place.Bootstrap, _place.Data);
        }
        else if (_place.HasData)
        {
            ControlData control = await _place.Server.ReadControlDataAsync(token);
            if (bootstrapped && plan.SystemIdentifier != control.SystemIdentifier.ToString(CultureInfo.InvariantCulture))
            {
                throw new PhoenixException(
                    ErrorCode.ToolFailed, $"CRITICAL: system ID mismatch, node belongs to a different cluster: {plan.SystemIdentifier} != {control.SystemIdentifier}", "");
            }

            // Patroni starts what it finds as a secondary, and promotes it once it has the lock: a new timeline.
            _report.Note("starting as a secondary");
            standby = true;
        }
        else if (plan.StandbyRepository is string repository)
        {
            await RestoreStandbyAsync(repository, token);
        }
        else if (bootstrapped)
        {
            throw new PhoenixException(ErrorCode.ToolFailed, "waiting for leader to bootstrap", "");
        }
        else if (plan.Restored)
        {
            throw new PhoenixException(ErrorCode.ToolFailed, $"mv: cannot stat '{_place.Bootstrap}': No such file or directory; removing initialize key after failed attempt to bootstrap the cluster", "");
        }
        else
        {
            await InitializeAsync(token);
        }

        await StartServerAsync(plan, standby, token);
    }

    private async Task InitializeAsync(CancellationToken token)
    {
        _report.Note("bootstrap: initdb --data-checksums --encoding=UTF8");
        string draft = _place.Data + ".initdb";
        foreach (string left in (string[])[draft, _place.Wal])
        {
            if (Directory.Exists(left))
            {
                Directory.Delete(left, recursive: true);
            }
        }

        ToolResult result = await _place.RunAsync(
            _place.Server.Place.Program("initdb"),
            ["-D", draft, "-U", PostgresServer.Superuser, "--data-checksums", "--encoding=UTF8", "--waldir=" + _place.Wal, "--auth=trust", "--no-instructions"],
            ToolBound,
            token);
        if (result.ExitCode != 0)
        {
            throw ToolRunner.Failure(result);
        }

        Directory.Move(draft, _place.Data);
    }

    private async Task RestoreStandbyAsync(string repository, CancellationToken token)
    {
        PrivateDirectory.Make(_place.Data, _place.Account);
        ToolResult result = await _place.BackRestAsync(
            "restore", $"--delta --stanza={CrunchyNames.Stanza} --repo={repository} --link-map=pg_wal={_place.Wal} --type=standby", ToolBound, token);
        _report.Note(_place.There(result.StandardOutput + result.StandardError));
        if (result.ExitCode != 0)
        {
            throw new PhoenixException(ErrorCode.ToolFailed, $"Error creating replica using method pgbackrest: pgbackrest exited with code={result.ExitCode}; failed to bootstrap (without leader)", "");
        }

        _report.Note("replica has been created using pgbackrest");
    }

    private async Task StartServerAsync(InstancePlan plan, bool standby, CancellationToken token)
    {
        PatroniFiles.Write(_place.Data, Parameters(plan), _place.Account);
        PatroniFiles.Follow(_place.Data, standby, _place.Account);
        await _place.Server.StartAsync(new Dictionary<string, string>(), token);
        while (true)
        {
            try
            {
                await AskAsync("SELECT 1", token);
                return;
            }
            catch (DbException) when (_place.Server.Postmaster is not null)
            {
                // It replays, and lets nobody in before it is consistent.
            }
            catch (DbException e)
            {
                string log = File.Exists(_place.LogFile) ? string.Join(" | ", File.ReadLines(_place.LogFile).TakeLast(5)) : "";
                throw new PhoenixException(ErrorCode.ToolFailed, "the server ended: " + log, "", e);
            }

            await Task.Delay(Look, _options.Time, token);
        }
    }

    private Dictionary<string, string> Parameters(InstancePlan plan) => new(plan.Parameters)
    {
        ["ssl"] = "on",
        ["ssl_ca_file"] = Tls("ca.crt"),
        ["ssl_cert_file"] = Tls("tls.crt"),
        ["ssl_key_file"] = Tls("tls.key"),
    };

    private string Tls(string file) => Path.Combine(_place.Folder, file);
}
