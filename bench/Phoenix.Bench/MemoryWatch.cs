using System.Diagnostics;
using System.Globalization;

namespace Phoenix.Bench;

/// <summary>Looks at the memory of one process, again and again until it ends.</summary>
internal sealed class MemoryWatch
{
    private readonly List<MemorySample> _samples = [];

    /// <summary>Between two looks. What a process takes after the last one is not seen.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(0.5);

    public IReadOnlyList<MemorySample> Samples => _samples;

    /// <summary>The most that was ever resident, as the kernel kept it until the last look, in MiB.</summary>
    public double PeakMegabytes { get; private set; }

    public async Task FollowAsync(Process process)
    {
        string file = string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/status");
        using PeriodicTimer timer = new(Every);
        while (!process.HasExited)
        {
            Look(file);
            await timer.WaitForNextTickAsync();
        }
    }

    // A process that has ended, and is not yet waited for, still has the file but no longer the lines.
    private void Look(string file)
    {
        string[] lines = File.Exists(file) ? File.ReadAllLines(file) : [];
        if (Read(lines, "VmRSS:") is double resident && Read(lines, "VmHWM:") is double peak)
        {
            _samples.Add(new MemorySample(DateTimeOffset.UtcNow, resident));
            PeakMegabytes = Math.Max(PeakMegabytes, peak);
        }
    }

    private static double? Read(string[] lines, string name) =>
        lines.FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) is string line
            ? double.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024
            : null;
}
