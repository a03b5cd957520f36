using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Adapters.Processes;

/// <summary>
/// Runs driven tools: own session, both streams read at once in bounded memory, always bounded in time, and nothing left behind when it is
/// cancelled. What it starts is told to the observer before anything else happens.
/// </summary>
/// <param name="observer">Is told of every process.</param>
/// <param name="time">Clock for durations and bounds.</param>
public sealed class ToolRunner(IToolObserver observer, TimeProvider time)
{
    private static readonly TimeSpan KillBound = TimeSpan.FromSeconds(20);

    /// <summary>How long the output of a tool that has ended is still waited for: a daemon that it left behind may hold the pipe open.</summary>
    private static readonly TimeSpan DrainBound = TimeSpan.FromSeconds(2);

    /// <summary>Runs the tool to its end, whatever its exit code.</summary>
    /// <exception cref="PhoenixException">ToolMissing; TimedOut after the command's timeout (the tool and all it started are dead then).</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the tool and all it started are dead then.</exception>
    public async Task<ToolResult> RunAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string call = Guid.NewGuid().ToString("N");
        Launch launch = Launch.Of(command, call);
        long began = time.GetTimestamp();
        BoundedCapture output = new(command.Log);
        BoundedCapture errors = new(command.Log);
        using PipedProcess process = PipedProcess.Start(launch, command.WorkingDirectory, reads: !command.StandardInput.IsEmpty, command.Output is null ? output : null, errors);
        ToolProcess identity = new(command.Tool, process.Pid, ProcessTable.StartTicks(process.Pid) ?? 0);
        using CancellationTokenSource timeout = new(command.Timeout, time);
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        bool told = false;
        bool ended = false;
        try
        {
            observer.Started(identity);
            told = true;
            await FollowAsync(process, command, bound.Token).ConfigureAwait(false);
            ended = true;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new PhoenixException(
                ErrorCode.TimedOut,
                Sentence($"{command.Tool} did not end within {command.Timeout.TotalSeconds:0.#} s and was killed", Result(-1)),
                "See the tool's last lines above; repeat the command when the cause is gone");
        }
        finally
        {
            if (!ended)
            {
                try
                {
                    // What is on no record may not go on for a moment.
                    if (told)
                    {
                        await LetEndAsync(process, command).ConfigureAwait(false);
                    }
                }
                finally
                {
                    await KillAsync(process, call).ConfigureAwait(false);
                }
            }

            observer.Ended(identity, process.HasExited ? await process.Exited.ConfigureAwait(false) : -1, time.GetElapsedTime(began));
        }

        return Result(await process.Exited.ConfigureAwait(false));

        ToolResult Result(int exitCode) =>
            new(command.Tool, exitCode, output.ToText(command.Secrets), errors.ToText(command.Secrets), time.GetElapsedTime(began));
    }

    /// <summary>Runs the tool and insists on exit code 0.</summary>
    /// <exception cref="PhoenixException">ToolFailed with the tool's own last lines; DiskFull when they say so; and as <see cref="RunAsync"/>.</exception>
    public async Task<ToolResult> RunCheckedAsync(ToolCommand command, CancellationToken cancellationToken)
    {
        ToolResult result = await RunAsync(command, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0 ? result : throw Failure(result);
    }

    /// <summary>The error for a tool that failed, in its own words.</summary>
    public static PhoenixException Failure(ToolResult result)
    {
        string message = Sentence($"{result.Tool} {result.Ending}", result);
        bool full = (result.StandardError + result.StandardOutput).Contains("No space left on device", StringComparison.Ordinal);
        return full
            ? new PhoenixException(ErrorCode.DiskFull, message, "Free space where the tool writes, then repeat the command")
            : new PhoenixException(ErrorCode.ToolFailed, message, "The text after the colon is the tool's own; 'phoenix explain' knows the common ones");
    }

    /// <summary>
    /// Starts a daemon that outlives Phoenix: no pipe to us, standard input empty, output appended to <paramref name="logFile"/> (made 0600 when missing).
    /// The observer is told of its start only; the daemon is found again by its marker.
    /// </summary>
    /// <exception cref="PhoenixException">ToolMissing, or ToolFailed when it could not be started.</exception>
    public DetachedProcess StartDetached(ToolCommand command, string logFile)
    {
        int pid = DetachedLaunch.Start(Launch.Of(command, call: null), command.WorkingDirectory, logFile);
        ToolProcess identity = new(command.Tool, pid, ProcessTable.StartTicks(pid) ?? 0);
        FollowedProcess process = new(pid, []);
        Follower.Follow(process);
        observer.Started(identity);
        return new DetachedProcess(identity, process.Exited);
    }

    private async Task FollowAsync(PipedProcess process, ToolCommand command, CancellationToken cancellationToken)
    {
        Task writing = process.Input is { } input ? FeedAsync(input, command.StandardInput, cancellationToken) : Task.CompletedTask;
        Task exit = process.Exited.WaitAsync(cancellationToken);
        if (process.Output is { } stream)
        {
            // A reader that fails must end the tool at once: it would block on a full pipe until the timeout.
            Task reading = command.Output!(stream, cancellationToken);
            Task first = await Task.WhenAny(exit, FaultOf(reading)).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            await exit.ConfigureAwait(false);
            await reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        await exit.ConfigureAwait(false);
        Task drained = Task.WhenAll(process.Drained, writing);
        if (!drained.IsCompleted)
        {
            // The timer ends with the wait.
            using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(drained, Task.Delay(DrainBound, time, enough.Token)).ConfigureAwait(false);
            await enough.CancelAsync().ConfigureAwait(false);
        }

        process.StaysOpen = !drained.IsCompleted;
        if (drained.IsCompleted)
        {
            await drained.ConfigureAwait(false);
        }
    }

    private static async Task FaultOf(Task task)
    {
        await task.ConfigureAwait(false);
        await Task.Delay(System.Threading.Timeout.Infinite).ConfigureAwait(false);
    }

    private static async Task FeedAsync(Stream input, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            await input.WriteAsync(content, cancellationToken).ConfigureAwait(false);
            await input.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The tool did not want to read it all (broken pipe); its exit code tells whether that was right.
        }
    }

    // What it still prints is read: it would block on a full pipe in place of ending. Output that is not captured may be data that nobody may see.
    private async Task LetEndAsync(PipedProcess process, ToolCommand command)
    {
        if (command.Grace <= TimeSpan.Zero || process.HasExited)
        {
            return;
        }

        _ = Libc.Kill(command.GraceToLeader ? process.Pid : -process.Pid, Libc.SignalInterrupt);

        using CancellationTokenSource grace = new(command.Grace, time);
        try
        {
            Task output = process.Output?.CopyToAsync(Stream.Null, grace.Token) ?? Task.CompletedTask;
            await process.Exited.WaitAsync(grace.Token).ConfigureAwait(false);
            await Task.WhenAny(Task.WhenAll(output, process.Drained), Task.Delay(DrainBound, time, CancellationToken.None)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (grace.IsCancellationRequested)
        {
            // It had its time; what follows kills it.
        }
    }

    // Not cancellable: whoever gives up on a tool must be sure that it no longer works behind his back.
    private async Task KillAsync(PipedProcess process, string call)
    {
        if (!process.HasExited)
        {
            Libc.Kill(-process.Pid, Libc.SignalKill);
        }

        long start = time.GetTimestamp();
        while (true)
        {
            IReadOnlyList<ProcessEntry> left = ProcessTable.Find(Launch.CallVariable + "=" + call, static _ => false);
            if (left.Count == 0 && process.HasExited)
            {
                return;
            }

            foreach (ProcessEntry stray in left)
            {
                NodeProcesses.Send(stray, Libc.SignalKill);
            }

            if (time.GetElapsedTime(start) > KillBound)
            {
                throw new PhoenixException(
                    ErrorCode.TimedOut,
                    $"process {process.Pid} and what it started could not be killed within {KillBound.TotalSeconds:0} s",
                    "A process in an uninterruptible wait (a hung disk or network file system) cannot be killed; look at it with 'ps'");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static string Sentence(string what, ToolResult result) => result.LastWords is { Length: > 0 } words ? $"{what}: {words}" : what;
}
