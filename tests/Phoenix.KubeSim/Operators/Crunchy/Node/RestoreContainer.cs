using System.Data.Common;
using System.Text.Json.Nodes;
using Npgsql;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;

namespace Phoenix.KubeSim.Operators.Crunchy.Node;

/// <summary>
/// The container of the operator's restore Job: restores with <c>--delta</c>, starts the server with archiving held, lets it replay and promote, stops it and
/// leaves the data for Patroni to take up.
/// </summary>
internal sealed class RestoreContainer
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Bound = TimeSpan.FromHours(12);
    private const int Restarts = 5;

    public required ClusterObjects Objects { get; init; }

    public required CrunchyOptions Options { get; init; }

    public required ToolRunner Runner { get; init; }

    /// <summary>The data volume.</summary>
    public required string Volume { get; init; }

    /// <summary>Major version of PostgreSQL.</summary>
    public required int Version { get; init; }

    /// <summary>Projections of the configuration, but for the generated file.</summary>
    public required IReadOnlyList<JsonObject> Projections { get; init; }

    /// <summary>Name of the ConfigMap with the generated file.</summary>
    public required string ConfigMap { get; init; }

    public required IReadOnlyList<string> RepositoryVolumes { get; init; }

    /// <summary>The options of <c>pgbackrest restore</c>, as one text for the shell.</summary>
    public required string Arguments { get; init; }

    /// <summary>Runs it; the container's exit code.</summary>
    public async Task<int> RunAsync(JobAttempt attempt, CancellationToken token)
    {
        InstancePlace place = new(Options, Runner, Volume, Version);
        try
        {
            place.Prepare();
            await MountAsync(place, attempt, token);
            await attempt.RunningAsync(token);
            return await RestoreAsync(place, attempt, token);
        }
        finally
        {
            await place.Server.Processes.KillAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
            place.Remove();
        }
    }

    // Each Pod mounts what the objects hold at its start: a Secret that was put right helps the next one.
    private async Task MountAsync(InstancePlace place, JobAttempt attempt, CancellationToken token)
    {
        JsonObject generated = new() { ["configMap"] = new JsonObject { ["name"] = ConfigMap } };
        while (true)
        {
            (IReadOnlyDictionary<string, string>? files, string? missing) = await BackRestMount.ReadAsync(Objects, attempt.Pod.Namespace ?? "", [.. Projections, generated], token);
            if (files is not null)
            {
                Dictionary<string, string> mounted = new(files);
                mounted[CrunchyNames.InstanceConfig] =
                    BackRestFiles.Mounted(mounted.GetValueOrDefault(CrunchyNames.InstanceConfig, ""), Volume, place.Socket, place.Repositories, [.. RepositoryVolumes], place.Port);
                place.Mount.Write(mounted);
                return;
            }

            await attempt.NotMountedAsync(missing ?? "", token);
            await Task.Delay(Options.SyncPeriod, Options.Time, token);
        }
    }

    private async Task<int> RestoreAsync(InstancePlace place, JobAttempt attempt, CancellationToken token)
    {
        PrivateDirectory.Make(place.Data, place.Account);
        File.Delete(Path.Combine(place.Data, "postmaster.pid"));
        ToolResult restored = await place.RunAsync("bash", ["-xc", "pgbackrest restore " + place.Here(Arguments)], Bound, token);
        attempt.Print(place.There(restored.StandardError + restored.StandardOutput));
        if (restored.ExitCode != 0)
        {
            return restored.ExitCode;
        }

        File.Delete(Path.Combine(place.Data, "patroni.dynamic.json"));
        for (int n = 0; ; n++)
        {
            try
            {
                await ReplayAsync(place, token);
                break;
            }
            catch (PhoenixException e) when (e.Code == ErrorCode.PortTaken)
            {
                place.Move();
            }
            catch (PhoenixException e)
            {
                // A setting that must grow with the primary's ends the server; the script reads pg_control again and restarts it.
                attempt.Print(place.There(Log(place) + e.Message));
                if (n >= Restarts)
                {
                    return 1;
                }
            }
        }

        attempt.Print(place.There(Log(place)));
        await place.Server.StopAsync(TimeSpan.FromMinutes(10), token);
        if (Directory.Exists(place.Bootstrap))
        {
            Directory.Delete(place.Bootstrap, recursive: true);
        }

        Directory.Move(place.Data, place.Bootstrap);
        return 0;
    }

    private static async Task ReplayAsync(InstancePlace place, CancellationToken token)
    {
        ControlData control = await place.Server.ReadControlDataAsync(token);
        string access = Path.Combine(place.Folder, "pg_hba.restore.conf");
        string settings = Path.Combine(place.Folder, "postgres.restore.conf");
        PrivateDirectory.WriteFile(access, "local all all trust\n", place.Account);
        PrivateDirectory.WriteFile(
            settings,
            SettingsFile.Format(new Dictionary<string, string>(control.RecoveryMinimums)
            {
                ["archive_command"] = "false", ["archive_mode"] = "on", ["hba_file"] = access, ["huge_pages"] = "off",
            }),
            place.Account);
        await place.Server.StartAsync(new Dictionary<string, string> { ["config_file"] = settings }, token);
        NpgsqlConnectionStringBuilder address = new(place.Server.Administrator.ConnectionString) { Database = "postgres", Pooling = false, Timeout = 5 };
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = new(address.ConnectionString);
                await connection.OpenAsync(token);
                await using NpgsqlCommand command = new(
                    "SELECT CASE WHEN NOT pg_is_in_recovery() THEN 'f' WHEN NOT pg_is_wal_replay_paused() THEN 't' ELSE pg_wal_replay_resume()::text END", connection);
                if (await command.ExecuteScalarAsync(token) is "f")
                {
                    return;
                }
            }
            catch (DbException) when (place.Server.Postmaster is not null)
            {
                // It is not consistent yet and lets nobody in.
            }
            catch (DbException e)
            {
                throw new PhoenixException(ErrorCode.ToolFailed, "the server ended during recovery", "", e);
            }

            await Task.Delay(Look, token);
        }
    }

    private static string Log(InstancePlace place) => File.Exists(place.LogFile) ? File.ReadAllText(place.LogFile) : "";
}
