using System.Globalization;
using Phoenix.Adapters.Processes;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>The postmaster that <c>postmaster.pid</c> names, once it was seen to run.</summary>
/// <param name="Pid">Its process id.</param>
/// <param name="StartTicks">Its start time in clock ticks since boot.</param>
public sealed record Postmaster(int Pid, long StartTicks)
{
    /// <summary>Whether it still runs.</summary>
    public bool IsRunning => ProcessTable.IsRunning(Pid, StartTicks);

    /// <summary>
    /// The postmaster of a data directory; null when none runs. The file alone says nothing: after a crash it stays behind, and its number may by now
    /// be that of any other process, so the process must also work in this directory.
    /// </summary>
    public static Postmaster? Find(string dataDirectory) =>
        ReadPid(dataDirectory) is int pid && ProcessTable.Find(pid) is ProcessEntry process && process.WorkingDirectory == Libc.RealPath(dataDirectory)
            ? new Postmaster(pid, process.StartTicks)
            : null;

    /// <summary>
    /// Whether the process that the file names is dead and not reaped yet. PostgreSQL asks by <c>kill(pid, 0)</c>, which says "alive" of a zombie, and
    /// refuses to start beside it; where the first process of a container reaps by the clock, that lasts for seconds.
    /// </summary>
    internal static (int Pid, int Parent)? FindUnreaped(string dataDirectory) =>
        ReadPid(dataDirectory) is int pid && ProcessTable.ParentOfUnreaped(pid) is int parent ? (pid, parent) : null;

    private static int? ReadPid(string dataDirectory)
    {
        try
        {
            string? first = File.ReadLines(Path.Combine(dataDirectory, "postmaster.pid")).FirstOrDefault();
            return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : null;
        }
        catch (IOException)
        {
            return null; // No file, or it went away while it was read.
        }
    }
}
