using System.Runtime.InteropServices;

namespace Phoenix.Adapters.Processes;

/// <summary>
/// A thread that reads what one process prints and waits for its end, and then follows the next process. By calls that block, because a tool that does next to nothing took less
/// time than the sockets, tasks and pool threads by which .NET reads a pipe. (Waiting for any child in one thread would take the ends of those from .NET that it has started itself.)
/// </summary>
internal sealed class Follower
{
    /// <summary>Between two looks whether pipes that a daemon holds open are still to be read.</summary>
    private const int LookMilliseconds = 1000;

    /// <summary>Between two looks whether a process has ended, on a kernel that has no descriptors of processes (before 5.3).</summary>
    private const int OldKernelMilliseconds = 20;

    /// <summary>Standard output and standard error.</summary>
    private const int MostPipes = 2;

    private static readonly Lock Gate = new();
    private static readonly Stack<Follower> Idle = [];

    private readonly AutoResetEvent _given = new(initialState: false);
    private readonly PollDescriptor[] _awaited = new PollDescriptor[1 + MostPipes];
    private readonly byte[] _buffer = new byte[32 * 1024];
    private FollowedProcess? _process;

    private Follower() => new Thread(Run, 256 * 1024) { IsBackground = true, Name = "follower of tools" }.Start();

    /// <summary>Follows a child of this process from now on, reaps it, and closes the descriptors of its pipes.</summary>
    internal static void Follow(FollowedProcess process)
    {
        Follower? follower;
        lock (Gate)
        {
            Idle.TryPop(out follower);
        }

        follower ??= new Follower();
        follower._process = process;
        follower._given.Set();
    }

    private void Run()
    {
        while (true)
        {
            _given.WaitOne();
            FollowedProcess process = _process!;
            _process = null;
            ReadToEnd(process);
            lock (Gate)
            {
                Idle.Push(this);
            }

            process.Finish();
        }
    }

    private void ReadToEnd(FollowedProcess process)
    {
        if (process.IsRead)
        {
            process.Reap();
            return;
        }

        int end = Libc.OpenProcess(process.Pid);
        try
        {
            while (!process.IsRead)
            {
                Read(process, end, end < 0 ? OldKernelMilliseconds : -1);
                if (process.IsRead || process.TryReap())
                {
                    break;
                }
            }

            if (process.IsRead)
            {
                process.Reap();
                return;
            }

            // It has ended, and what it printed is here; only a daemon that it left behind can still hold a pipe open.
            Read(process, -1, 0);
            if (!process.IsRead)
            {
                process.TellExit();
            }

            while (!process.IsRead && !process.IsAbandoned)
            {
                Read(process, -1, LookMilliseconds);
            }
        }
        finally
        {
            if (end >= 0)
            {
                _ = Libc.Close(end);
            }
        }
    }

    // Waits until there is something to read, or the process has ended; reads once what is there.
    private void Read(FollowedProcess process, int end, int milliseconds)
    {
        IReadOnlyList<FollowedPipe> open = process.Open;
        _awaited[0] = new PollDescriptor(end);
        for (int i = 0; i < MostPipes; i++)
        {
            _awaited[i + 1] = new PollDescriptor(i < open.Count ? open[i].Descriptor : -1);
        }

        if (Libc.Poll(_awaited, (nuint)_awaited.Length, milliseconds) <= 0)
        {
            return; // out of time or interrupted
        }

        // Backwards, because one that is at its end is taken out.
        for (int i = open.Count - 1; i >= 0; i--)
        {
            if (_awaited[i + 1].Returned == 0)
            {
                continue;
            }

            FollowedPipe pipe = open[i];
            nint read = Libc.Read(pipe.Descriptor, _buffer, (nuint)_buffer.Length);
            if (read > 0)
            {
                process.Take(pipe, _buffer.AsSpan(0, (int)read));
            }
            else if (read == 0 || Marshal.GetLastPInvokeError() != Libc.Interrupted)
            {
                process.Close(pipe);
            }
        }
    }
}
