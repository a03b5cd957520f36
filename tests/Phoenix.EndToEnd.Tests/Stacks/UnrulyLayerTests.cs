using System.Diagnostics;
using System.Globalization;
using Phoenix.Adapters.Files;
using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>Layers whose programs hang, print without end, leave daemons behind or die.</summary>
public sealed class UnrulyLayerTests : IDisposable
{
    private const long Mebibyte = 1 << 20;
    private const long LongestMemory = 300 * Mebibyte;
    private readonly StackPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task One_that_hangs_is_ended_with_all_that_it_started()
    {
        // One child stays in the group, one leaves it.
        _place.Write(1, _place.Layer("base", "sleep 600 & setsid sleep 600 & sleep 600", timeout: "2s"));

        PhoenixResult created = await _place.RunAsync("create");

        Assert.True(created.ExitCode == 5, created.ToString());
        Assert.Contains("did not end within 2 s", created.Error, StringComparison.Ordinal);
        Assert.Empty(_place.Processes());
    }

    [Fact]
    public async Task One_that_dies_by_a_signal_is_reported_with_the_signal()
    {
        _place.Write(2, _place.Layer("itself", "kill -SEGV $$"), _place.Layer("child", "sh -c \"kill -KILL \\$\\$\""));

        PhoenixResult created = await _place.RunAsync("create");

        Assert.True(created.ExitCode == 5, created.ToString());
        Assert.Contains("layer 'itself': up was killed by signal 11 (SIGSEGV)", created.Error, StringComparison.Ordinal);
        Assert.Contains("layer 'child': up was killed by signal 9 (SIGKILL)", created.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_leaves_a_daemon_with_its_output_open_ends_when_its_program_does_and_the_wipe_finds_the_daemon()
    {
        _place.Write(1, _place.Layer("base", "touch $D/$N.there; setsid sleep 600 & echo started"));

        Stopwatch watch = Stopwatch.StartNew();
        PhoenixResult created = await _place.RunAsync("create");

        Assert.True(created.ExitCode == 0, created.ToString());
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(3), $"{watch.Elapsed}");
        Assert.Single(_place.Processes());

        PhoenixResult listed = await _place.RunAsync("wipe", "--dry-run");
        Assert.Contains("layer base: is there", listed.Output, StringComparison.Ordinal);
        PhoenixResult wiped = await _place.RunAsync("wipe", "--confirm", "example");
        Assert.True(wiped.ExitCode == 0, wiped.ToString());
        Assert.Empty(_place.Processes());
    }

    [Fact]
    public Task One_that_prints_100_MB_without_a_line_break_takes_no_memory() => PrintsAsync("head -c 100000000 /dev/zero | tr \"\\000\" x", 100_000_000);

    [Fact]
    public async Task One_that_prints_1_GB_takes_no_memory_and_no_disk()
    {
        Full.Only("a gigabyte through a pipe");
        await PrintsAsync("yes 0123456789-0123456789-0123456789-0123456789-0123456789-01234567 | head -c 1073741824", 1 << 30);
    }

    private async Task PrintsAsync(string print, long bytes)
    {
        _place.Write(1, _place.Layer("base", $"echo the first line; {print}; echo; echo the last line; touch $D/$N.there", timeout: "5m"));
        long peak = 0;
        PhoenixResult created;
        using (PhoenixProcess process = _place.Start("create"))
        {
            Task<PhoenixResult> ended = process.EndAsync();
            while (await Task.WhenAny(ended, Task.Delay(50, TestContext.Current.CancellationToken)) != ended)
            {
                peak = Math.Max(peak, Peak(process.Pid));
            }

            created = await ended;
        }

        Assert.True(created.ExitCode == 0, created.ToString());
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes} bytes, {peak / Mebibyte} MiB of memory");
        Assert.InRange(peak, 10 * Mebibyte, LongestMemory);

        // What is kept: the beginning, the end, and in a bounded number of bytes.
        string[] logs = [.. Directory.GetFiles(Path.Combine(_place.State, "runs", _place.Run, "logs")).Order(StringComparer.Ordinal)];
        Assert.Equal(["base.1.log", "base.2.log", "base.log"], logs.Select(l => Path.GetFileName(l)));
        Assert.InRange(logs.Sum(l => new FileInfo(l).Length), LayerLogFile.PieceLength, 3 * (LayerLogFile.PieceLength + Mebibyte));
        Assert.EndsWith(" the first line", File.ReadLines(logs[0]).First(), StringComparison.Ordinal);
        Assert.Contains(" bytes between that and base.1.log were dropped", File.ReadLines(logs[2]).First(), StringComparison.Ordinal);
        Assert.EndsWith(" the last line", File.ReadLines(logs[2]).Last(), StringComparison.Ordinal);
    }

    // Zero once the process is gone.
    private static long Peak(int pid)
    {
        try
        {
            string? line = File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/status")).FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
