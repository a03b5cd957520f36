using System.Runtime.InteropServices;

namespace Phoenix.Adapters.Processes;

/// <summary>
/// A thread that waits for the end of one process at a time, and then for the next process. (Waiting for any child would take the ends of those from .NET that it has started itself;
/// a thread made and thrown away for each tool cost more than half of what the tool's own start does.)
/// </summary>
internal sealed class Reaper
{
    private static readonly Lock Gate = new();
    private static readonly Stack<Reaper> Idle = [];

    private readonly AutoResetEvent _given = new(initialState: false);
    private TaskCompletionSource<int> _exited = new();
    private int _pid;

    private Reaper() => new Thread(Run, 128 * 1024) { IsBackground = true, Name = "reaper of tools" }.Start();

    /// <summary>The exit code of a process once it has ended, which reaps it; 128 and the signal's number when a signal ended it.</summary>
    internal static Task<int> ReapAsync(int pid)
    {
        Reaper? reaper;
        lock (Gate)
        {
            Idle.TryPop(out reaper);
        }

        return (reaper ?? new Reaper()).Take(pid);
    }

    private Task<int> Take(int pid)
    {
        TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        (_pid, _exited) = (pid, exited);
        _given.Set();
        return exited.Task;
    }

    private void Run()
    {
        while (true)
        {
            _given.WaitOne();
            TaskCompletionSource<int> exited = _exited;
            int code = Wait(_pid);
            lock (Gate)
            {
                Idle.Push(this);
            }

            exited.SetResult(code);
        }
    }

    private static int Wait(int pid)
    {
        int status;
        int result;
        do
        {
            result = Libc.WaitPid(pid, out status, 0);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);
        int signal = status & 0x7f;
        return result < 0 ? -1 : signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }
}
