using Phoenix.Adapters.Processes;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.Processes;

public sealed class NodeProcessesTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);
    private readonly string _directory = System.IO.Directory.CreateTempSubdirectory("phoenix (node) ").FullName;
    private readonly string _marker = "node-" + Guid.NewGuid().ToString("N");
    private readonly ToolRunner _runner = new(new RecordingObserver(), TimeProvider.System);
    private readonly NodeProcesses _node;

    public NodeProcessesTests() => _node = new NodeProcesses(_marker, [Path.Combine(_directory, "data")], TimeProvider.System);

    public void Dispose()
    {
        _node.KillAsync(Bound, CancellationToken.None).GetAwaiter().GetResult();
        System.IO.Directory.Delete(_directory, recursive: true);
    }

    private DetachedProcess Start(string script) => _runner.StartDetached(
        new ToolCommand { Tool = "daemon", FileName = "sh", Arguments = ["-c", script], Timeout = Bound, Marker = _marker },
        Path.Combine(_directory, "log"));

    private async Task<IReadOnlyList<ProcessEntry>> WaitForAsync(int count)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            IReadOnlyList<ProcessEntry> found = _node.List();
            if (found.Count == count)
            {
                return found;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(start) < Bound, $"{found.Count} processes instead of {count}");
            await Task.Delay(10);
        }
    }

    [Fact]
    public async Task A_detached_daemon_has_no_tie_to_us_and_its_end_is_seen()
    {
        DetachedProcess daemon = Start("echo to the log; echo and errors >&2; read line; echo read $?; exit 9");

        Assert.Equal(9, await daemon.Exited.WaitAsync(Bound));
        Assert.Equal("to the log\nand errors\nread 1\n", File.ReadAllText(Path.Combine(_directory, "log")));
        Assert.Empty(_node.List());
    }

    [Fact]
    public async Task A_detached_daemon_keeps_no_descriptor_of_ours()
    {
        DetachedProcess daemon = Start("ls -l /proc/self/fd");

        await daemon.Exited.WaitAsync(Bound);
        string[] targets = [.. File.ReadLines(Path.Combine(_directory, "log")).Where(l => l.Contains("->", StringComparison.Ordinal)).Select(l => l[(l.IndexOf("-> ", StringComparison.Ordinal) + 3)..])];
        Assert.Equal(4, targets.Length); // 0, 1, 2 and the directory that ls reads
        Assert.DoesNotContain(targets, t => t.StartsWith("pipe:", StringComparison.Ordinal) || t.StartsWith("socket:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Killing_reaches_sessions_of_their_own_and_orphans_without_marker_in_the_directory()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "data", "base"));
        // Orphan with the marker; and one without it that works in the data directory, as a PostgreSQL backend looks.
        Start($"setsid --fork sleep 301; cd '{_directory}/data/base'; env -i setsid --fork sleep 302; exec sleep 303");
        IReadOnlyList<ProcessEntry> found = await WaitForAsync(3);
        Assert.Equal(["sleep 301", "sleep 302", "sleep 303"], found.Select(p => p.CommandLine).Order(StringComparer.Ordinal));

        await _node.KillAsync(Bound, CancellationToken.None);

        Assert.Empty(_node.List());
        Assert.All(found, p => Assert.False(ProcessTable.IsRunning(p.Pid, p.StartTicks)));
    }

    [Fact]
    public async Task A_frozen_node_does_nothing_more_until_it_is_thawed()
    {
        string file = Path.Combine(_directory, "counter");
        Start($"while :; do echo x >> '{file}'; done");
        await WaitForAsync(1);

        int frozen = await _node.FreezeAsync(Bound, CancellationToken.None);
        long size = new FileInfo(file).Length;
        await Task.Delay(100);

        Assert.Equal(1, frozen);
        Assert.Equal(size, new FileInfo(file).Length);
        _node.Thaw();
        await Condition.HoldsAsync(() => new FileInfo(file).Length != size);
    }

    [Fact]
    public async Task Freezing_catches_up_with_a_node_that_keeps_forking()
    {
        Start("while :; do sleep 0.01 & done");
        await Task.Delay(50);

        await _node.FreezeAsync(Bound, CancellationToken.None);

        Assert.All(_node.List(), p => Assert.Equal('T', p.State));
    }

    [Fact]
    public void Names_with_blanks_and_parentheses_are_read_right()
    {
        string program = Path.Combine(_directory, "a) S 1 (b");
        File.Copy("/bin/sleep", program);
        _runner.StartDetached(
            new ToolCommand { Tool = "odd name", FileName = program, Arguments = ["300"], Timeout = Bound, Marker = _marker },
            Path.Combine(_directory, "log"));

        ProcessEntry found = Assert.Single(_node.List());

        Assert.Equal(Environment.ProcessId, found.ParentPid);
        Assert.Equal(found.Pid, found.SessionId);
    }
}
