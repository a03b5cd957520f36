using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Diagnosis;
using Phoenix.Errors;
using Phoenix.Recovery;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.PostgreSql;

public sealed class PostgresServerTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_password_is_in_no_argument_list_while_the_cluster_is_made()
    {
        using CancellationTokenSource done = new();
        HashSet<string> seen = [];
        Task watching = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                foreach (string directory in Directory.EnumerateDirectories("/proc"))
                {
                    if (int.TryParse(Path.GetFileName(directory), out int pid) && ProcessTable.Find(pid) is { } process)
                    {
                        seen.Add(process.CommandLine);
                    }
                }
            }
        });

        await using TestServer test = await TestServer.CreateAsync();
        await done.CancelAsync();
        await watching;

        Assert.Contains(seen, c => c.Contains("initdb", StringComparison.Ordinal) && c.Contains(test.Root, StringComparison.Ordinal));
        Assert.DoesNotContain(seen, c => c.Contains(TestServer.Password, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(test.Server.Place.SocketDirectory, "password*"));
    }

    [Fact]
    public async Task A_recovery_that_is_paused_ends_the_wait_and_one_that_goes_on_does_not()
    {
        await using TestServer test = await TestServer.CreateAsync();
        await test.Server.StopAsync(Bound, CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(test.Server.Place.DataDirectory, "standby.signal"), "");
        await test.Server.StartAsync(new Dictionary<string, string>(), CancellationToken.None);

        PhoenixException late = await Assert.ThrowsAsync<PhoenixException>(() => test.Server.WaitUntilReadyAsync(TimeSpan.FromSeconds(1), CancellationToken.None));
        Assert.Equal(ErrorCode.TimedOut, late.Code);
        await using (NpgsqlConnection connection = await test.Administrator.OpenReaderAsync("postgres", CancellationToken.None))
        {
            await using NpgsqlCommand command = new("SELECT pg_wal_replay_pause()", connection);
            await command.ExecuteNonQueryAsync();
        }

        PhoenixException paused = await Assert.ThrowsAsync<PhoenixException>(() => test.Server.WaitUntilReadyAsync(TimeSpan.FromMinutes(1), CancellationToken.None));
        Assert.Equal(ErrorCode.ToolFailed, paused.Code);
        Assert.Contains("recovery is paused", paused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_paused_a_recovery_is_found_in_its_log()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Sub("log"), """
            2026-11-28 10:00:00.000 UTC [9] LOG:  restored log file "000000010000000000000004" from archive
            2026-11-28 10:00:00.100 UTC [9] WARNING:  hot standby is not possible because of insufficient parameter settings
            2026-11-28 10:00:00.100 UTC [9] DETAIL:  max_connections = 50 is a lower setting than on the primary server, where its value was 60.
            2026-11-28 10:00:00.100 UTC [9] LOG:  recovery has paused
            2026-11-28 10:00:00.100 UTC [9] DETAIL:  If recovery is unpaused, the server will shut down.
            2026-11-28 10:00:00.100 UTC [9] HINT:  You can then restart the server after making the necessary configuration changes.

            """);

        string found = ServerLog.Pause(folder.Sub("log"), 0);

        Assert.Contains("max_connections = 50", found, StringComparison.Ordinal);
        Assert.Equal("pg-hot-standby-params", KnownCause.In(found)?.Id);
        Assert.Equal("", ServerLog.Pause(folder.Sub("none"), 0));
    }

    [Fact]
    public async Task A_start_waits_until_the_postmaster_before_it_is_reaped()
    {
        await using TestServer test = await TestServer.CreateAsync();
        string file = Path.Combine(test.Server.Place.DataDirectory, "postmaster.pid");
        string[] lines = await File.ReadAllLinesAsync(file);
        await test.Server.StopAsync(Bound, CancellationToken.None);

        // A child of the shell that ends only once sleep, which never asks for it, has taken the shell's place: a shell might reap it.
        ProcessStartInfo shell = new("sh", ["-c", "exec 3<&0; { read line <&3; } & echo $!; exec sleep 60 </dev/null 3<&-"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using Process parent = Process.Start(shell)!;
        int zombie = int.Parse((await parent.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await Condition.HoldsAsync(() => ProcessTable.Find(parent.Id)?.CommandLine == "sleep 60");
        parent.StandardInput.Close();
        await Condition.HoldsAsync(() => ProcessTable.ParentOfUnreaped(zombie) == parent.Id);

        await File.WriteAllLinesAsync(file, [zombie.ToString(CultureInfo.InvariantCulture), .. lines[1..]]);
        Task start = test.Server.StartAsync(new Dictionary<string, string>(), CancellationToken.None);
        await Task.WhenAny(start, Task.Delay(TimeSpan.FromMilliseconds(300)));
        Assert.False(start.IsCompleted, start.Exception?.Message);
        parent.Kill();
        await start;
        await test.Server.WaitUntilReadyAsync(Bound, CancellationToken.None);
    }

    [Fact]
    public async Task Control_data_settings_stop_and_start()
    {
        await using TestServer test = await TestServer.CreateAsync(new Dictionary<string, string> { ["cluster_name"] = "it's a \\ name", ["max_connections"] = "37" });
        PostgresServer server = test.Server;

        ControlData control = await server.ReadControlDataAsync(CancellationToken.None);
        Assert.Equal((await test.AskAsync("SELECT system_identifier FROM pg_control_system()"))!, control.SystemIdentifier.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(("in production", 1u, WalSegment.DefaultSize, 1), (control.State, control.CheckpointTimeline, control.SegmentSize, control.ChecksumVersion));
        Assert.Equal("37", control.RecoveryMinimums["max_connections"]);
        Assert.Equal("4", control.RecoveryMinimums["max_prepared_transactions"]);
        Assert.Equal("it's a \\ name", await test.AskAsync("SHOW cluster_name"));

        await server.StartAsync(new Dictionary<string, string>(), CancellationToken.None); // runs already: nothing is started
        Postmaster first = server.Postmaster!;
        await server.StopAsync(Bound, CancellationToken.None);
        Assert.Null(server.Postmaster);
        Assert.False(first.IsRunning);
        await server.StopAsync(Bound, CancellationToken.None);
        Assert.Equal("shut down", (await server.ReadControlDataAsync(CancellationToken.None)).State);

        await server.StartAsync(new Dictionary<string, string> { ["archive_mode"] = "on", ["archive_command"] = "false" }, CancellationToken.None);
        await server.WaitUntilReadyAsync(Bound, CancellationToken.None);
        Assert.Equal("false", await test.AskAsync("SHOW archive_command"));
        Assert.NotEqual(first, server.Postmaster);
    }

    [Fact]
    public async Task Freeze_and_kill_reach_every_backend_and_a_stale_pid_file_is_no_server()
    {
        await using TestServer test = await TestServer.CreateAsync();
        await using NpgsqlConnection session = new(test.Server.Administrator.ConnectionString + ";Pooling=false");
        await session.OpenAsync();
        IReadOnlyList<ProcessEntry> all = test.Server.Processes.List();
        Assert.Contains(all, p => p.Pid == session.ProcessID && p.SessionId == p.Pid); // a session of its own, out of reach of a group kill
        Assert.True(all.Count >= 6, $"{all.Count} processes");

        await test.Server.Processes.FreezeAsync(Bound, CancellationToken.None);
        Assert.All(test.Server.Processes.List(), p => Assert.Equal('T', p.State));
        await test.Server.Processes.KillAsync(Bound, CancellationToken.None);

        Assert.True(File.Exists(Path.Combine(test.Server.Place.DataDirectory, "postmaster.pid")));
        Assert.Null(test.Server.Postmaster);
        // The number now belongs to a living process that is no postmaster.
        string file = Path.Combine(test.Server.Place.DataDirectory, "postmaster.pid");
        File.WriteAllText(file, Environment.ProcessId + File.ReadAllText(file)[session.ProcessID.ToString(CultureInfo.InvariantCulture).Length..]);
        Assert.Null(test.Server.Postmaster);
    }

    [Fact]
    public async Task A_restore_command_that_gives_up_ends_the_wait_with_the_servers_own_words()
    {
        await using TestServer test = await TestServer.CreateAsync(start: false);
        string signal = Path.Combine(test.Server.Place.DataDirectory, "recovery.signal");
        await File.WriteAllBytesAsync(signal, []);
        test.Server.Place.Account?.TakeOver(signal);
        long start = TimeProvider.System.GetTimestamp();

        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(async () =>
        {
            await test.Server.StartAsync(new Dictionary<string, string> { ["restore_command"] = "exit 200" }, CancellationToken.None);
            await test.Server.WaitUntilReadyAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        });

        Assert.Equal(ErrorCode.ToolFailed, error.Code);
        Assert.Contains("FATAL:", error.Message, StringComparison.Ordinal);
        Assert.Contains("00000002.history", error.Message, StringComparison.Ordinal);
        Assert.True(TimeProvider.System.GetElapsedTime(start) < Bound);
    }

    [Fact]
    public async Task A_recovery_that_never_ends_is_a_timeout()
    {
        await using TestServer test = await TestServer.CreateAsync(start: false);
        string signal = Path.Combine(test.Server.Place.DataDirectory, "standby.signal");
        await File.WriteAllBytesAsync(signal, []);
        test.Server.Place.Account?.TakeOver(signal);
        await test.Server.StartAsync(new Dictionary<string, string> { ["restore_command"] = "false" }, CancellationToken.None);

        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(
            () => test.Server.WaitUntilReadyAsync(TimeSpan.FromSeconds(2), CancellationToken.None));

        Assert.Equal(ErrorCode.TimedOut, error.Code);
        Assert.Contains("recovery", error.Message, StringComparison.Ordinal);
        Proof.ServerObservation seen = await new ServerQueries(test.Administrator).ObserveAsync(CancellationToken.None);
        Assert.True(seen.InRecovery);
        Assert.Equal(1u, seen.Timeline);
    }

    [Fact]
    public void Settings_are_quoted_and_line_breaks_refused()
    {
        Assert.Equal("archive_command = 'x ''y'' \\\\n'\n", SettingsFile.Format(new Dictionary<string, string> { ["archive_command"] = "x 'y' \\n" }));
        Assert.Throws<ArgumentException>(() => SettingsFile.Quote("a\nfsync = off"));
        Assert.Throws<ArgumentException>(() => SettingsFile.Format(new Dictionary<string, string> { ["fsync = off\nx"] = "1" }));
    }

    [Fact]
    public void The_newest_version_that_pgbackrest_knows_is_chosen_and_newer_ones_are_named()
    {
        PostgresInstallation[] installed = [new(17, "/17"), new(15, "/15"), new(13, "/13")];

        PostgresChoice choice = PostgresInstallation.Choose(installed, PostgresInstallation.ParsePgBackRestVersion("pgBackRest 2.45\n"));

        Assert.Equal(15, choice.Installation.Major);
        Assert.Equal([17], choice.PassedOver.Select(i => i.Major));
        Assert.Equal(17, PostgresInstallation.Choose(installed, new Version(2, 53, 1)).Installation.Major);
        Assert.Equal(15, PostgresInstallation.Choose(installed, new Version(2, 53)).Installation.Major);
        Assert.Equal(18, PostgresInstallation.NewestSupportedBy(PostgresInstallation.ParsePgBackRestVersion("pgBackRest 2.59.0dev")));
        PhoenixException error = Assert.Throws<PhoenixException>(() => PostgresInstallation.Choose([new(17, "/17")], new Version(2, 45)));
        Assert.Equal(ErrorCode.ToolMissing, error.Code);
        Assert.Contains("17", error.Message, StringComparison.Ordinal);
        Assert.Throws<PhoenixException>(() => PostgresInstallation.ParsePgBackRestVersion("bash: pgbackrest: not found"));
    }
}
