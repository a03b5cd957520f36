using System.Runtime.InteropServices;

namespace Phoenix.Adapters.Processes;

/// <summary>What a <see cref="Follower"/> knows of one process. Changed by its thread only, but for <see cref="Abandon"/>.</summary>
/// <param name="pid">The process, a child of this one.</param>
/// <param name="pipes">Our ends of the pipes that it writes to.</param>
internal sealed class FollowedProcess(int pid, IEnumerable<FollowedPipe> pipes)
{
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<FollowedPipe> _open = [.. pipes];
    private Exception? _fault;
    private int? _exitCode;
    private volatile bool _abandoned;

    internal int Pid => pid;

    /// <summary>Its exit code once it has ended and was reaped; 128 and the signal's number when a signal ended it.</summary>
    internal Task<int> Exited => _exited.Task;

    /// <summary>Ends when all that it and its children print has been taken, with the fault of a capture; at or after its end.</summary>
    internal Task Drained => _drained.Task;

    internal IReadOnlyList<FollowedPipe> Open => _open;

    internal bool IsRead => _open.Count == 0;

    internal bool IsAbandoned => _abandoned;

    /// <summary>Its pipes are closed soon after it has ended, although something may still write to them.</summary>
    internal void Abandon() => _abandoned = true;

    internal void Take(FollowedPipe pipe, ReadOnlySpan<byte> printed)
    {
        try
        {
            pipe.Capture.Take(printed);
        }
        catch (Exception e)
        {
            // Told with the end; the process must not block on a pipe that nobody reads.
            _fault ??= e;
            Close(pipe);
        }
    }

    internal void Close(FollowedPipe pipe)
    {
        _open.Remove(pipe);
        _ = Libc.Close(pipe.Descriptor);
        pipe.Capture.End();
    }

    internal void Reap() => Wait(0);

    internal bool TryReap() => Wait(Libc.DoNotBlock);

    internal void TellExit() => _exited.TrySetResult(_exitCode!.Value);

    /// <summary>Tells all that was not told yet. Its end last: who awaits it finds all that was printed taken, as a rule.</summary>
    internal void Finish()
    {
        foreach (FollowedPipe pipe in _open.ToArray())
        {
            Close(pipe);
        }

        if (_fault is null)
        {
            _drained.SetResult();
        }
        else
        {
            _drained.SetException(_fault);
        }

        TellExit();
    }

    private bool Wait(int options)
    {
        int status;
        int result;
        do
        {
            result = Libc.WaitPid(pid, out status, options);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);
        if (result != 0)
        {
            int signal = status & 0x7f;
            _exitCode = result < 0 ? -1 : signal == 0 ? (status >> 8) & 0xff : 128 + signal;
        }

        return result != 0;
    }
}
