using Phoenix.Errors;

namespace Phoenix.Adapters.Processes;

/// <summary>
/// All processes of one node: those with its marker and those that work in its directories. A process group is not enough: every PostgreSQL
/// backend is a session of its own, and pgBackRest's asynchronous archiver is a child of init.
/// </summary>
/// <param name="marker">The node's marker.</param>
/// <param name="directories">The node's directories, e.g. its data directory.</param>
/// <param name="time">Clock for the bounds.</param>
public sealed class NodeProcesses(string marker, IReadOnlyCollection<string> directories, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Only what was started for this layer; null for all of the node.</summary>
    public string? Layer { get; init; }

    /// <summary>Only what is in one of these sessions, each named by the process that leads it; null for all of the node.</summary>
    internal IReadOnlySet<int>? Sessions { get; init; }

    /// <summary>The processes that run now.</summary>
    public IReadOnlyList<ProcessEntry> List()
    {
        IReadOnlyList<ProcessEntry> all = ProcessTable.FindBelonging(marker, directories);
        return Layer is null && Sessions is null
            ? all
            : [.. all.Where(p => (Layer is null || ProcessTable.HasVariable(p.Pid, $"{ToolCommand.LayerVariable}={Layer}")) && Sessions?.Contains(p.SessionId) != false)];
    }

    /// <summary>Stops them where they stand, until two passes in a row find nothing that still moves: from then on nothing can be forked or sent.</summary>
    /// <returns>How many processes are frozen.</returns>
    /// <exception cref="PhoenixException">TimedOut: something still moves after <paramref name="bound"/>.</exception>
    public Task<int> FreezeAsync(TimeSpan bound, CancellationToken cancellationToken) =>
        SignalUntilAsync(Libc.SignalStop, static p => p.State == 'T', "frozen", bound, cancellationToken);

    /// <summary>Lets frozen processes go on.</summary>
    public void Thaw()
    {
        foreach (ProcessEntry process in List())
        {
            Send(process, Libc.SignalContinue);
        }
    }

    /// <summary>Kills them all and returns when two passes in a row found none.</summary>
    /// <exception cref="PhoenixException">TimedOut: something still runs after <paramref name="bound"/>.</exception>
    public Task KillAsync(TimeSpan bound, CancellationToken cancellationToken) =>
        SignalUntilAsync(Libc.SignalKill, static _ => false, "killed", bound, cancellationToken);

    internal static void Send(ProcessEntry process, int signal)
    {
        // The number may have been given to another process since it was listed.
        if (ProcessTable.IsRunning(process.Pid, process.StartTicks)
            && Libc.Kill(process.Pid, signal) != 0
            && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() != Libc.NoSuchProcess)
        {
            throw new PhoenixException(
                ErrorCode.ToolFailed,
                $"cannot signal process {process.Pid}: {Libc.LastError()}",
                "Run Phoenix as root or as the account that started the node");
        }
    }

    private async Task<int> SignalUntilAsync(int signal, Func<ProcessEntry, bool> done, string word, TimeSpan bound, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        for (int quiet = 0; ;)
        {
            IReadOnlyList<ProcessEntry> all = List();
            ProcessEntry[] open = [.. all.Where(p => !done(p))];
            quiet = open.Length == 0 ? quiet + 1 : 0;
            if (quiet == 2)
            {
                return all.Count;
            }

            foreach (ProcessEntry process in open)
            {
                Send(process, signal);
            }

            if (time.GetElapsedTime(start) > bound)
            {
                throw new PhoenixException(
                    ErrorCode.TimedOut,
                    $"processes of '{marker}' could not be {word} within {bound.TotalSeconds:0.#} s: {string.Join(", ", open.Select(p => p.Pid))}",
                    "A process in an uninterruptible wait (a hung disk or network file system) cannot be killed; look at it with 'ps'");
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
