using System.Globalization;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.Processes;

public sealed class ToolRunnerTests
{
    private readonly RecordingObserver _observer = new();
    private readonly ToolRunner _runner;

    public ToolRunnerTests() => _runner = new ToolRunner(_observer, TimeProvider.System);

    private static ToolCommand Script(string script, double seconds = 60) => new()
    {
        Tool = "script",
        FileName = "sh",
        Arguments = ["-c", script],
        Timeout = TimeSpan.FromSeconds(seconds),
    };

    [Fact]
    public async Task Exit_code_and_both_streams_come_back()
    {
        ToolResult result = await _runner.RunAsync(Script("echo out; echo err >&2; exit 7"), CancellationToken.None);

        Assert.Equal(7, result.ExitCode);
        Assert.Equal("out\n", result.StandardOutput);
        Assert.Equal("err\n", result.StandardError);
        Assert.Equal(7, Assert.Single(_observer.EndedProcesses).ExitCode);
    }

    [Fact]
    public async Task The_tool_leads_its_own_session_and_group_and_the_observer_knows_it()
    {
        // Fields of /proc/self/stat as seen by the tool itself: pid, process group, session.
        ToolResult result = await _runner.RunAsync(Script("read -r pid rest < /proc/$$/stat; set -- $rest; echo $$ $4 $5 ${20}"), CancellationToken.None);

        string[] fields = result.StandardOutput.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Ports.ToolProcess started = Assert.Single(_observer.StartedProcesses);
        Assert.Equal($"{started.Pid}", fields[0]);
        Assert.Equal(fields[0], fields[1]);
        Assert.Equal(fields[0], fields[2]);
    }

    [Fact]
    public async Task The_environment_is_small_and_clean()
    {
        Environment.SetEnvironmentVariable("PHOENIX_TEST_LEAK", "leak");
        ToolCommand command = Script("env") with { Environment = new Dictionary<string, string> { ["ADDED"] = "yes" }, Marker = "node-1" };

        ToolResult result = await _runner.RunAsync(command, CancellationToken.None);

        string[] names = [.. result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=')[0]).Order(StringComparer.Ordinal)];
        Assert.Equal(["ADDED", "HOME", "LANG", "LC_ALL", "PATH", "PHOENIX_CALL", "PHOENIX_NODE", "PWD", "TZ"], names.Except(["_", "OLDPWD", "SHLVL"]));
        Assert.Contains("TZ=UTC", result.StandardOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_speaks_with_the_tools_own_words_and_without_secrets()
    {
        ToolCommand command = Script("echo \"wrong password $PASSWORD here\" >&2; exit 3") with
        {
            Environment = new Dictionary<string, string> { ["PASSWORD"] = "hunter22" },
            Secrets = ["hunter22"],
        };

        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(() => _runner.RunCheckedAsync(command, CancellationToken.None));

        Assert.Equal(ErrorCode.ToolFailed, error.Code);
        Assert.Equal("script ended with exit code 3: wrong password [redacted] here", error.Message);
    }

    [Fact]
    public async Task A_full_disk_has_its_own_code()
    {
        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(
            () => _runner.RunCheckedAsync(Script("echo 'cp: write error: No space left on device' >&2; exit 1"), CancellationToken.None));

        Assert.Equal(ErrorCode.DiskFull, error.Code);
    }

    [Fact]
    public async Task A_missing_program_is_named()
    {
        ToolCommand command = Script("") with { FileName = "no-such-program-of-phoenix" };

        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(() => _runner.RunAsync(command, CancellationToken.None));

        Assert.Equal(ErrorCode.ToolMissing, error.Code);
        Assert.Contains("no-such-program-of-phoenix", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_without_its_first_line_is_run_by_the_shell_and_what_cannot_be_executed_is_told()
    {
        string script = Path.GetTempFileName();
        File.WriteAllText(script, "echo \"$1\"");
        ToolCommand command = Script("") with { FileName = script, Arguments = ["an argument"] };

        PhoenixException refused = await Assert.ThrowsAsync<PhoenixException>(() => _runner.RunAsync(command, CancellationToken.None));
        Assert.Equal(ErrorCode.ToolFailed, refused.Code);
        Assert.Contains($"cannot start '{script}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Permission denied", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_observer.StartedProcesses);

        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal("an argument\n", (await _runner.RunAsync(command, CancellationToken.None)).StandardOutput);
        File.Delete(script);
    }

    [Fact]
    public async Task A_tool_gets_its_streams_and_no_other_descriptor_and_ignores_no_signal()
    {
        using FileStream open = new(Path.GetTempFileName(), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, FileOptions.DeleteOnClose);
        ToolResult result = await _runner.RunAsync(Script("ls -x /proc/$$/fd; grep -E 'SigIgn|SigBlk' /proc/self/status"), CancellationToken.None);

        string[] lines = result.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["0", "1", "2"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));

        // Signals 32 and 33 are glibc's own.
        Assert.All(lines[1..3], line => Assert.Equal(0ul, ulong.Parse(line.Split('\t')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 0x7fff_ffff));
    }

    [Fact]
    public async Task A_timeout_kills_the_group_and_a_daemon_that_left_it()
    {
        string pids = Path.GetTempFileName();
        // One child in the group, one in a session of its own whose parent is init.
        string script = $"sleep 300 & echo $! >> {pids}; setsid --fork sh -c 'echo $$ >> {pids}; exec sleep 300' < /dev/null > /dev/null 2>&1; echo started; wait";

        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(() => _runner.RunAsync(Script(script, seconds: 1), CancellationToken.None));

        Assert.Equal(ErrorCode.TimedOut, error.Code);
        int[] started = [.. File.ReadAllLines(pids).Select(int.Parse)];
        File.Delete(pids);
        Assert.Equal(2, started.Length);
        Assert.All(started, pid => Assert.Null(ProcessTable.StartTicks(pid)));
    }

    [Fact]
    public async Task Cancelling_kills_and_says_cancelled()
    {
        using CancellationTokenSource cancel = new();
        Task<ToolResult> running = _runner.RunAsync(Script("sleep 300"), cancel.Token);
        await Condition.HoldsAsync(() => !_observer.StartedProcesses.IsEmpty);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Null(ProcessTable.StartTicks(Assert.Single(_observer.StartedProcesses).Pid));
        Assert.Single(_observer.EndedProcesses);
    }

    [Fact]
    public async Task A_tool_with_a_grace_may_end_by_itself_and_is_killed_after_it()
    {
        string saved = Path.GetTempFileName();

        // What it prints once it is asked to end would fill the pipe, were it not read.
        string script = $"trap 'head -c 300000 /dev/zero; echo saved >> {saved}; exit 0' INT; echo ready >> {saved}; while :; do sleep 0.05; done";
        using CancellationTokenSource cancel = new();

        // A shell cannot trap what was ignored when it began, as SIGINT is in whatever was started in the background by a script: ./test does so.
        ToolCommand tool = Script(script, seconds: 120) with { Grace = TimeSpan.FromSeconds(60) };
        Task<ToolResult> running = _runner.RunAsync(tool, cancel.Token);
        await Condition.HoldsAsync(() => File.ReadAllText(saved).Length > 0);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal("ready\nsaved\n", File.ReadAllText(saved));
        File.Delete(saved);

        await Assert.ThrowsAsync<PhoenixException>(
            () => _runner.RunAsync(Script("trap '' INT; while :; do sleep 0.05; done", seconds: 0.5) with { Grace = TimeSpan.FromSeconds(0.5) }, CancellationToken.None));
        Assert.All(_observer.StartedProcesses, p => Assert.Null(ProcessTable.StartTicks(p.Pid)));
    }

    [Fact]
    public async Task Output_reader_gets_the_bytes_and_its_failure_ends_the_tool()
    {
        ToolCommand command = Script("while :; do echo line; done") with { Output = (_, _) => throw new InvalidDataException("bad line") };

        await Assert.ThrowsAsync<InvalidDataException>(() => _runner.RunAsync(command, CancellationToken.None));

        ToolCommand async = command with
        {
            Output = async (stream, token) =>
            {
                await stream.ReadExactlyAsync(new byte[100], token);
                throw new InvalidDataException("bad line");
            },
        };
        await Assert.ThrowsAsync<InvalidDataException>(() => _runner.RunAsync(async, CancellationToken.None));
        Assert.All(_observer.StartedProcesses, p => Assert.Null(ProcessTable.StartTicks(p.Pid)));
    }

    [Fact]
    public async Task A_daemon_holding_the_output_open_does_not_hold_the_runner()
    {
        ToolResult result = await _runner.RunAsync(Script("sleep 300 & echo $!"), CancellationToken.None);

        int daemon = int.Parse(result.StandardOutput, System.Globalization.CultureInfo.InvariantCulture);
        Assert.NotNull(ProcessTable.StartTicks(daemon));
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetProcessById(daemon);
        process.Kill();
    }

    [Fact]
    public async Task Standard_input_is_fed_and_then_closed()
    {
        ToolResult result = await _runner.RunAsync(Script("cat") with { StandardInput = "fed"u8.ToArray() }, CancellationToken.None);

        Assert.Equal("fed", result.StandardOutput);
    }

    [Fact]
    public async Task A_tool_that_gets_nothing_to_read_finds_its_input_at_its_end()
    {
        ToolResult result = await _runner.RunAsync(Script("cat; echo end"), CancellationToken.None);

        Assert.Equal("end\n", result.StandardOutput);
    }

    /// <summary>A thread follows one tool and then the next: each gets what was printed by its own.</summary>
    [Fact]
    public async Task Tools_at_once_and_after_each_other_keep_their_output_and_ends_apart()
    {
        for (int round = 0; round < 3; round++)
        {
            int first = round * 8;
            ToolResult[] results = await Task.WhenAll(Enumerable.Range(first, 8).Select(i => _runner.RunAsync(Script($"echo out{i}; echo err{i} >&2; exit {i}"), CancellationToken.None)));

            Assert.All(results.Zip(Enumerable.Range(first, 8)), r => Assert.Equal(
                ($"out{r.Second}\n", $"err{r.Second}\n", r.Second), (r.First.StandardOutput, r.First.StandardError, r.First.ExitCode)));
        }
    }

    [Fact]
    public async Task Privileges_are_dropped_for_good()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can drop privileges");
        Account account = Account.ForServers()!;

        ToolResult result = await _runner.RunCheckedAsync(Script("id -u; id -g; id -ru; echo $HOME") with { Account = account }, CancellationToken.None);

        Assert.Equal($"{account.UserId}\n{account.GroupId}\n{account.UserId}\n{account.Home}\n", result.StandardOutput);
    }
}
