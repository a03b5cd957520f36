using System.Runtime.InteropServices;
using Phoenix.Errors;

namespace Phoenix.Adapters.Processes;

/// <summary>
/// Starts a process whose three standard streams are files. System.Diagnostics.Process can only inherit or make pipes, and either would tie the
/// daemon to Phoenix (a caller that waits for the end of our output would wait for the daemon).
/// </summary>
internal static class DetachedLaunch
{
    // Bytes set aside for glibc's and musl's opaque structures (the largest is 336).
    private const int OpaqueSize = 1024;
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int AppendMode = 0x400;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;

    internal static int Start(Launch launch, string workingDirectory, string logFile)
    {
        IntPtr actions = Marshal.AllocHGlobal(OpaqueSize);
        IntPtr attributes = Marshal.AllocHGlobal(OpaqueSize);
        IntPtr signals = Marshal.AllocHGlobal(OpaqueSize);
        try
        {
            Check(Libc.FileActionsInit(actions));
            Check(Libc.FileActionsAddOpen(actions, 0, "/dev/null", 0, 0));
            Check(Libc.FileActionsAddOpen(actions, 1, logFile, WriteOnly | Create | AppendMode, 0x180)); // 0600
            Check(Libc.FileActionsAddDuplicate(actions, 1, 2));
            Check(Libc.FileActionsAddChangeDirectory(actions, workingDirectory));

            // Whoever started Phoenix may have left it descriptors (a pipe, a lock) that a daemon must not hold. Needs glibc 2.34.
            Check(Libc.FileActionsAddCloseFrom(actions, 3));

            // .NET ignores SIGPIPE, which a child would inherit.
            Check(Libc.AttributesInit(attributes));
            Check(Libc.AttributesSetFlags(attributes, SetSignalDefaults | SetSignalMask));
            Check(Libc.FillSignalSet(signals));
            Check(Libc.AttributesSetDefaultSignals(attributes, signals));
            Check(Libc.EmptySignalSet(signals));
            Check(Libc.AttributesSetSignalMask(attributes, signals));
            Check(Libc.Spawn(
                out int pid,
                launch.FileName,
                actions,
                attributes,
                [launch.FileName, .. launch.Arguments, null],
                [.. launch.Environment.Select(v => v.Key + "=" + v.Value), null]));
            Libc.AttributesDestroy(attributes);
            Libc.FileActionsDestroy(actions);
            return pid;
        }
        finally
        {
            Marshal.FreeHGlobal(actions);
            Marshal.FreeHGlobal(attributes);
            Marshal.FreeHGlobal(signals);
        }

        void Check(int error)
        {
            if (error != 0)
            {
                throw new PhoenixException(
                    ErrorCode.ToolFailed,
                    $"cannot start '{launch.Arguments[0]}' with its output in '{logFile}': {Marshal.GetPInvokeErrorMessage(error)}",
                    "Check that the directory of the log file exists and can be written");
            }
        }
    }

    /// <summary>Reaps the process when it ends: a daemon whose parent is Phoenix would otherwise stay behind as a zombie.</summary>
    internal static Task<int> ReapAsync(int pid, string tool)
    {
        TaskCompletionSource<int> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread reaper = new(() =>
        {
            int status;
            int result;
            do
            {
                result = Libc.WaitPid(pid, out status, 0);
            }
            while (result < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);
            int signal = status & 0x7f;
            exited.SetResult(result < 0 ? -1 : signal == 0 ? (status >> 8) & 0xff : 128 + signal);
        }, 128 * 1024)
        {
            IsBackground = true,
            Name = "reaper of " + tool,
        };
        reaper.Start();
        return exited.Task;
    }
}
