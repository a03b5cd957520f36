using System.Globalization;
using System.Text;
using Phoenix.Errors;

namespace Phoenix.Adapters.Processes;

/// <summary>The processes of this machine, read from /proc.</summary>
public static class ProcessTable
{
    /// <summary>Start time of a process in clock ticks since boot; null when it does not run (a zombie does not).</summary>
    public static long? StartTicks(int pid) => ReadStat(pid) is { State: not ('Z' or 'X') } stat ? stat.StartTicks : null;

    /// <summary>Whether the very process that was recorded earlier still runs; a reused number is another process.</summary>
    public static bool IsRunning(int pid, long startTicks) => StartTicks(pid) == startTicks;

    /// <summary>The parent that has yet to reap a process that is dead already (a zombie); null when it runs or is gone.</summary>
    public static int? ParentOfUnreaped(int pid) => ReadStat(pid) is { State: 'Z' } stat ? stat.ParentPid : null;

    /// <summary>Reads one process; null when it does not run.</summary>
    public static ProcessEntry? Find(int pid)
    {
        if (ReadStat(pid) is not { State: not ('Z' or 'X') } stat)
        {
            return null;
        }

        string? directory = ReadWorkingDirectory(pid);
        string commandLine = Encoding.UTF8.GetString(ReadBytes(pid, "cmdline") ?? []).Replace('\0', ' ').TrimEnd();
        return new ProcessEntry(pid, stat.ParentPid, stat.SessionId, stat.StartTicks, stat.State, directory, commandLine);
    }

    /// <summary>
    /// Every process that carries <paramref name="marker"/> or works in or below one of <paramref name="directories"/>. Both are needed: a PostgreSQL
    /// backend overwrites its environment with its title, and pgBackRest's asynchronous archiver leaves the data directory. This process and its
    /// ancestors (the shell of the person who called) are never among them.
    /// </summary>
    /// <exception cref="PhoenixException">Configuration: another account's processes cannot be looked at, so "none" would mean nothing.</exception>
    public static IReadOnlyList<ProcessEntry> FindBelonging(string? marker, IReadOnlyCollection<string> directories)
    {
        string[] roots = [.. directories.Select(Libc.RealPath)];
        return Find(
            marker is null ? null : ToolCommand.MarkerVariable + "=" + marker,
            directory => directory is not null && roots.Any(root => IsWithin(directory, root)));
    }

    /// <summary>Every process whose environment holds <paramref name="assignment"/> (<c>NAME=value</c>), or whose working directory fits.</summary>
    internal static IReadOnlyList<ProcessEntry> Find(string? assignment, Func<string?, bool> worksIn)
    {
        HashSet<int> own = Lineage();
        byte[]? wanted = assignment is null ? null : Encoding.UTF8.GetBytes(assignment);
        List<ProcessEntry> found = [];
        foreach (string entry in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && !own.Contains(pid)
                && Find(pid) is ProcessEntry process
                && (worksIn(process.WorkingDirectory) || (wanted is not null && HasVariable(pid, wanted))))
            {
                found.Add(process);
            }
        }

        return found;
    }

    /// <summary>Whether the process was started with <paramref name="assignment"/> (<c>NAME=value</c>) in its environment.</summary>
    internal static bool HasVariable(int pid, string assignment) => HasVariable(pid, Encoding.UTF8.GetBytes(assignment));

    private static bool HasVariable(int pid, byte[] assignment)
    {
        ReadOnlySpan<byte> environment = ReadBytes(pid, "environ");
        foreach (Range range in environment.Split((byte)0))
        {
            if (environment[range].SequenceEqual(assignment))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWithin(string directory, string root) =>
        directory == root || directory == root + " (deleted)" || directory.StartsWith(root + "/", StringComparison.Ordinal);

    private static HashSet<int> Lineage()
    {
        HashSet<int> pids = [];
        for (int pid = Environment.ProcessId; pid > 0 && pids.Add(pid);)
        {
            pid = ReadStat(pid)?.ParentPid ?? 0;
        }

        return pids;
    }

    private static string? ReadWorkingDirectory(int pid) =>
        Look(pid, static pid => File.ResolveLinkTarget($"/proc/{pid}/cwd", returnFinalTarget: false)?.FullName);

    private static byte[]? ReadBytes(int pid, string name) => Look(pid, pid => File.ReadAllBytes($"/proc/{pid}/{name}"));

    private static T? Look<T>(int pid, Func<int, T?> read)
        where T : class
    {
        try
        {
            return read(pid);
        }
        catch (UnauthorizedAccessException e)
        {
            // Not ours: an ordinary user's tools run under its own account, and a process of root that root may not see is above this container.
            // But root's servers run under another account; not to see those would make "nothing is left" a lie.
            return !Environment.IsPrivilegedProcess || OwnedByRoot(pid) ? null : throw Blind(e);
        }
        catch (IOException)
        {
            return null; // It ended meanwhile.
        }
    }

    private static bool OwnedByRoot(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/status").Any(static line => line.StartsWith("Uid:\t0\t", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return true; // It ended meanwhile.
        }
    }

    // Field 2, the name, may hold blanks and parentheses of its own: the last ')' ends it (proc(5)).
    private static (char State, int ParentPid, int SessionId, long StartTicks)? ReadStat(int pid)
    {
        if (ReadBytes(pid, "stat") is not { Length: > 0 } bytes)
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(bytes);
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (
            fields[0][0],
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            int.Parse(fields[3], CultureInfo.InvariantCulture),
            long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    private static PhoenixException Blind(Exception cause) => new(
        ErrorCode.Configuration,
        "this container does not let root look at the processes of other accounts, so nothing can be said about what still runs",
        "Give the container the capability SYS_PTRACE, or run Phoenix as an ordinary user",
        cause);
}
