using System.Globalization;
using Phoenix.Adapters.Processes;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>One PostgreSQL server, reached over a socket in the saga's folder.</summary>
/// <param name="tools">Runs its programs.</param>
/// <param name="data">Its data directory.</param>
/// <param name="sockets">Where its socket is.</param>
/// <param name="port">The number in the socket's name.</param>
internal sealed class SagaServer(SagaTools tools, string data, string sockets, int port)
{
    /// <summary>The role that owns it; the same for whoever runs the tests.</summary>
    public const string User = "postgres";

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    /// <summary>Its data directory.</summary>
    public string Data => data;

    /// <summary>The number in the socket's name.</summary>
    public int Port => port;

    /// <summary>Its name: that of its data directory.</summary>
    public string Name { get; } = Path.GetRelativePath(sockets, data).Replace('/', '-');

    /// <summary>What it printed; never on the disk of its data, which may be full.</summary>
    public string Log => Path.Combine(sockets, Name + ".log");

    private string PidFile => Path.Combine(data, "postmaster.pid");

    /// <summary>Makes a new, empty cluster.</summary>
    public async Task InitializeAsync() => Succeeded(await tools.PostgresAsync("initdb", "-D", data, "-A", "trust", "-U", User, "--data-checksums"));

    /// <summary>Starts it; false when it ended instead.</summary>
    /// <param name="archiveCommand">How it archives; null for not at all, as a server must that was not compared yet.</param>
    /// <param name="mayFail">Whether it may end at once.</param>
    public async Task<bool> StartAsync(string? archiveCommand = null, bool mayFail = false)
    {
        string archive = archiveCommand is null ? "-c archive_mode=off" : $"-c archive_mode=on -c archive_command='{archiveCommand}'";
        string options = string.Create(
            CultureInfo.InvariantCulture,
            $"-p {port} -c listen_addresses= -c unix_socket_directories={sockets} -c log_line_prefix= {archive}");
        ToolResult started = await tools.PostgresAsync("pg_ctl", "-D", data, "-l", Log, "-o", options, "-t", "60", "-w", "start");
        Assert.True(mayFail || started.ExitCode == 0, started.LastWords + Printed());
        return started.ExitCode == 0;
    }

    /// <summary>Ends it as a crash does, or with everything archived and written.</summary>
    public async Task StopAsync(bool clean = false)
    {
        if (File.Exists(PidFile))
        {
            await tools.PostgresAsync("pg_ctl", "-D", data, "-m", clean ? "fast" : "immediate", "-w", "stop");
        }
    }

    /// <summary>Ends it and removes its data, the directory but for an empty one for whoever comes next.</summary>
    public async Task WipeAsync()
    {
        await StopAsync();
        Directory.Delete(data, recursive: true);
        MakeRoom();
    }

    /// <summary>Makes its data directory, empty: neither initdb nor a restore may be given a folder that others can read.</summary>
    public void MakeRoom()
    {
        Directory.CreateDirectory(data, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        tools.Account?.TakeOver(data);
    }

    /// <summary>Asks it.</summary>
    public async Task<string> SqlAsync(string sql)
    {
        ToolResult asked = Succeeded(await tools.PostgresAsync(
            "psql", "-h", sockets, "-p", port.ToString(CultureInfo.InvariantCulture), "-U", User, "-d", "postgres", "-Atqc", sql));
        return asked.StandardOutput.Trim();
    }

    /// <summary>Closes the open segment and awaits that it is archived.</summary>
    /// <returns>The segment's name.</returns>
    public async Task<string> ArchiveAsync()
    {
        string segment = await SqlAsync("select pg_walfile_name(pg_switch_wal())");
        await Condition.HoldsAsync(async () => string.CompareOrdinal(await SqlAsync("select last_archived_wal from pg_stat_archiver"), segment) >= 0, $"{segment} is archived");
        return segment;
    }

    /// <summary>Awaits the end of recovery: pg_ctl is satisfied in the middle of it.</summary>
    public Task PromotedAsync() => Condition.HoldsAsync(async () => await SqlAsync("select pg_is_in_recovery()") == "f", $"recovery ended: {Printed()}");

    /// <summary>Starts it and awaits that it gave up, promoting nothing.</summary>
    public async Task FallsAsync()
    {
        await StartAsync(mayFail: true);
        long began = TimeProvider.System.GetTimestamp();
        await Condition.HoldsAsync(
            () => Printed() is var log && (log.Contains("database system is shut down", StringComparison.Ordinal) || log.Contains("selected new timeline", StringComparison.Ordinal))
                || TimeProvider.System.GetElapsedTime(began) > Bound,
            "recovery gave up");
        Assert.DoesNotContain("selected new timeline", Printed(), StringComparison.Ordinal);
        Assert.Contains("FATAL:", Printed(), StringComparison.Ordinal);
    }

    /// <summary>The names of the rows that are there, in the order in which they were written; null where the table is not.</summary>
    public async Task<IReadOnlyList<string>?> MemoriesAsync() => await SqlAsync("select to_regclass('memories')") == ""
        ? null
        : (await SqlAsync("select content from memories order by id")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What it printed so far.</summary>
    public string Printed() => File.Exists(Log) ? File.ReadAllText(Log) : "";

    private static ToolResult Succeeded(ToolResult result)
    {
        Assert.True(result.ExitCode == 0, $"{result.Tool} {result.Ending}: {result.LastWords}");
        return result;
    }
}
