using System.Globalization;
using Npgsql;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>One PostgreSQL server that Phoenix makes, starts, stops and looks at. Every call may be repeated after a crash.</summary>
/// <param name="place">Where it lives.</param>
/// <param name="runner">Starts its programs.</param>
/// <param name="time">Clock for the bounds.</param>
public sealed class PostgresServer(PostgresPlace place, ToolRunner runner, TimeProvider time)
{
    /// <summary>The superuser that initdb makes.</summary>
    public const string Superuser = "postgres";

    private const string ExtraSettings = "phoenix.conf";

    // Paused is said of a recovery only: PostgreSQL refuses the question elsewhere, and the next look sees that it has ended.
    private const string RecoveryState = "SELECT CASE WHEN NOT pg_is_in_recovery() THEN 'out' WHEN pg_is_wal_replay_paused() THEN 'paused' ELSE 'in' END";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestReaping = TimeSpan.FromSeconds(30);
    private DetachedProcess? _started;
    private long _logStart;

    /// <summary>Where it lives.</summary>
    public PostgresPlace Place { get; } = place;

    /// <summary>All of its processes, backends and archiver included.</summary>
    public NodeProcesses Processes { get; } = new(place.Marker, place.Directories, time);

    /// <summary>The running postmaster; null when there is none.</summary>
    public Postmaster? Postmaster => PostgreSql.Postmaster.Find(Place.DataDirectory);

    /// <summary>The administrator's own address: the Unix socket, which needs no password.</summary>
    public NpgsqlConnectionStringBuilder Administrator => new()
    {
        Host = Place.SocketDirectory,
        Port = Place.Port,
        Username = Superuser,
        SslMode = SslMode.Disable,
    };

    /// <summary>The address that clients use: TCP, with the superuser's password.</summary>
    public NpgsqlConnectionStringBuilder Clients(string password) => new()
    {
        Host = "localhost",
        Port = Place.Port,
        Username = Superuser,
        Password = password,
        SslMode = SslMode.Disable,
    };

    /// <summary>
    /// Makes an empty cluster: UTF8, C locale, data checksums; TCP by SCRAM with <paramref name="password"/>, the socket by its directory's mode.
    /// </summary>
    /// <exception cref="PhoenixException">ToolFailed, DiskFull, TimedOut, ToolMissing.</exception>
    public async Task InitDbAsync(string password, CancellationToken cancellationToken)
    {
        PrivateDirectory.Make(Place.DataDirectory, Place.Account);
        PrivateDirectory.Make(Place.SocketDirectory, Place.Account);
        string passwordFile = Path.Combine(Place.SocketDirectory, "password." + Guid.NewGuid().ToString("N"));
        try
        {
            PrivateDirectory.WriteFile(passwordFile, password + "\n", Place.Account);
            await runner.RunCheckedAsync(
                Command(
                    "initdb",
                    "-D", Place.DataDirectory, "-U", Superuser, "-E", "UTF8", "--locale=C", "-k", "--no-instructions",
                    "--auth-local=trust", "--auth-host=scram-sha-256", "--pwfile=" + passwordFile),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    /// <summary>Writes settings that hold until they are written again, and survive a backup; they take effect at the next start or reload.</summary>
    public void WriteSettings(IReadOnlyDictionary<string, string> settings)
    {
        PrivateDirectory.WriteFile(Path.Combine(Place.DataDirectory, ExtraSettings), SettingsFile.Format(settings), Place.Account);
        string main = Path.Combine(Place.DataDirectory, "postgresql.conf");
        string include = $"include_if_exists = '{ExtraSettings}'";
        if (!File.ReadLines(main).Contains(include, StringComparer.Ordinal))
        {
            File.AppendAllText(main, "\n" + include + "\n");
        }
    }

    /// <summary>
    /// Starts the server and returns once its postmaster runs; it may then still be recovering. A server that runs already is left as it is.
    /// </summary>
    /// <param name="overrides">Settings for this start only, above every file. They appear in the process title: no secrets.</param>
    /// <param name="cancellationToken">Cancels the wait, not the server.</param>
    /// <exception cref="PhoenixException">ToolFailed with the FATAL lines of the log when it ended at once.</exception>
    public async Task StartAsync(IReadOnlyDictionary<string, string> overrides, CancellationToken cancellationToken)
    {
        if (Postmaster is not null)
        {
            return;
        }

        await AwaitReapingAsync(cancellationToken).ConfigureAwait(false);
        PrivateDirectory.Make(Place.SocketDirectory, Place.Account);
        Dictionary<string, string> settings = new(overrides, StringComparer.Ordinal);
        settings.TryAdd("listen_addresses", "localhost");
        settings["port"] = Place.Port.ToString(CultureInfo.InvariantCulture);
        settings["unix_socket_directories"] = Place.SocketDirectory;
        _logStart = File.Exists(Place.LogFile) ? new FileInfo(Place.LogFile).Length : 0;
        List<string> arguments = ["-D", Place.DataDirectory];
        foreach ((string name, string value) in settings)
        {
            arguments.AddRange(["-c", name + "=" + value]);
        }

        _started = runner.StartDetached(Command("postgres", [.. arguments]), Place.LogFile);
        long start = time.GetTimestamp();
        while (Postmaster is not { } postmaster || postmaster.Pid != _started.Identity.Pid)
        {
            await ThrowIfEndedAsync("start").ConfigureAwait(false);
            ThrowIfLate(start, TimeSpan.FromSeconds(30), "PostgreSQL did not write its postmaster.pid");
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns once the server accepts connections and has left recovery.</summary>
    /// <exception cref="PhoenixException">
    /// ToolFailed with the log's FATAL lines as soon as the postmaster ends, or as soon as recovery is paused: nobody resumes it. TimedOut after <paramref name="bound"/>.
    /// </exception>
    public async Task WaitUntilReadyAsync(TimeSpan bound, CancellationToken cancellationToken)
    {
        Postmaster? postmaster = Postmaster;
        ConnectionSettings settings = new(Administrator) { ConnectTimeout = TimeSpan.FromSeconds(5), ReadTimeout = TimeSpan.FromSeconds(10) };
        long start = time.GetTimestamp();
        TimeSpan pause = Pause;
        string last = "it was not asked yet";
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = await settings.OpenReaderAsync(ProofSchema.MaintenanceDatabase, cancellationToken).ConfigureAwait(false);
                await using NpgsqlCommand command = new(RecoveryState, connection);
                switch ((string?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))
                {
                    case "out":
                        return;
                    case "paused":
                        throw new PhoenixException(
                            ErrorCode.ToolFailed,
                            $"PostgreSQL's recovery is paused, and nobody resumes it; its log: {ServerLog.Pause(Place.LogFile, _logStart)}",
                            $"Mend what the log names: settings that are lower than the old server's, or a target whose action is to pause. The whole log is in {Place.LogFile}");
                }

                last = "it is still in recovery";
            }
            catch (Exception e) when (SqlErrors.IsDatabaseError(e))
            {
                last = SqlErrors.Describe(e);
            }

            await ThrowIfEndedAsync("come up").ConfigureAwait(false);
            if (postmaster is null || !postmaster.IsRunning)
            {
                throw Ended("come up", exitCode: null);
            }

            ThrowIfLate(start, bound, $"PostgreSQL is not ready after {bound.TotalSeconds:0.#} s: {last}");
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);

            // Each look is a refused session in the server's log: a long recovery is not asked fifty times a second.
            pause = pause * 1.3 > LongestPause ? LongestPause : pause * 1.3;
        }
    }

    /// <summary>Stops the server (fast shutdown: sessions are ended, a checkpoint is written) and returns once it is gone. Not running is fine.</summary>
    /// <exception cref="PhoenixException">TimedOut after <paramref name="bound"/>.</exception>
    public async Task StopAsync(TimeSpan bound, CancellationToken cancellationToken)
    {
        if (Postmaster is not { } postmaster)
        {
            return;
        }

        _ = Libc.Kill(postmaster.Pid, Libc.SignalInterrupt);
        long start = time.GetTimestamp();
        while (postmaster.IsRunning)
        {
            ThrowIfLate(start, bound, $"PostgreSQL did not stop within {bound.TotalSeconds:0.#} s");
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes a running server read its settings again.</summary>
    public void Reload()
    {
        if (Postmaster is { } postmaster)
        {
            _ = Libc.Kill(postmaster.Pid, Libc.SignalHangUp);
        }
    }

    /// <summary>What <c>pg_controldata</c> says of the data directory.</summary>
    public async Task<ControlData> ReadControlDataAsync(CancellationToken cancellationToken) =>
        ControlData.Parse((await runner.RunCheckedAsync(Command("pg_controldata", "-D", Place.DataDirectory), cancellationToken).ConfigureAwait(false)).StandardOutput);

    /// <summary>A call of one of this version's programs, on this node and under its account, bounded to two minutes.</summary>
    internal ToolCommand Command(string program, params IReadOnlyList<string> arguments) => new()
    {
        Tool = program,
        FileName = Place.Program(program),
        Arguments = arguments,
        Environment = Place.Environment,
        Account = Place.Account,
        Marker = Place.Marker,
        Timeout = TimeSpan.FromMinutes(2),
    };

    // A postmaster that was killed may still be a zombie, and the next one would not start beside it.
    private async Task AwaitReapingAsync(CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        while (PostgreSql.Postmaster.FindUnreaped(Place.DataDirectory) is (int pid, int parent))
        {
            if (time.GetElapsedTime(start) > LongestReaping)
            {
                throw new PhoenixException(
                    ErrorCode.TimedOut,
                    $"the earlier postmaster (process {pid}) is dead, and its parent (process {parent}) has not reaped it for {LongestReaping.TotalSeconds:0} s: "
                        + "PostgreSQL refuses to start beside it",
                    "Let the container's first process reap orphans (docker run --init, tini), or end the parent");
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ThrowIfEndedAsync(string what)
    {
        if (_started is { Exited.IsCompleted: true })
        {
            throw Ended(what, await _started.Exited.ConfigureAwait(false));
        }
    }

    private PhoenixException Ended(string what, int? exitCode)
    {
        string lines = ServerLog.Gravest(Place.LogFile, _logStart);
        string code = exitCode is int number ? $" (exit code {number})" : "";
        if (lines.Contains("could not create any TCP/IP sockets", StringComparison.Ordinal))
        {
            return new PhoenixException(
                ErrorCode.PortTaken,
                $"PostgreSQL did not {what}: port {Place.Port} on localhost is taken by something else",
                "Stop what uses the port, then run again; no data are harmed");
        }

        return new PhoenixException(
            lines.Contains("No space left on device", StringComparison.Ordinal) ? ErrorCode.DiskFull : ErrorCode.ToolFailed,
            $"PostgreSQL did not {what}, it ended{code}: {(lines.Length > 0 ? lines : "its log says nothing")}",
            $"The text is the server's own; the whole log is in {Place.LogFile}");
    }

    private void ThrowIfLate(long start, TimeSpan bound, string message)
    {
        if (time.GetElapsedTime(start) > bound)
        {
            string lines = ServerLog.Gravest(Place.LogFile, _logStart);
            throw new PhoenixException(
                ErrorCode.TimedOut, lines.Length > 0 ? $"{message}; its log: {lines}" : message, $"The server's log is in {Place.LogFile}");
        }
    }
}
