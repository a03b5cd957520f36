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
    public static Postmaster? Find(string dataDirectory)
    {
        string file = Path.Combine(dataDirectory, "postmaster.pid");
        string? first;
        try
        {
            first = File.ReadLines(file).FirstOrDefault();
        }
        catch (IOException)
        {
            return null; // No file, or it went away while it was read.
        }

        return int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            && ProcessTable.Find(pid) is ProcessEntry process
            && process.WorkingDirectory == Libc.RealPath(dataDirectory)
                ? new Postmaster(pid, process.StartTicks)
                : null;
    }
}
