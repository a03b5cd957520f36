using System.Globalization;

namespace Phoenix.Bench;

/// <summary>Where it was measured, and how busy that was.</summary>
internal sealed record Machine(int Cores, string Processor, long MemoryMegabytes, double Load1, string System)
{
    public static Machine Look() => new(
        Environment.ProcessorCount,
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown",
        long.Parse(File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024,
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture),
        global::System.Runtime.InteropServices.RuntimeInformation.OSDescription);
}
