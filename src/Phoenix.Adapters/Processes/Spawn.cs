using System.Runtime.InteropServices;
using Phoenix.Errors;

namespace Phoenix.Adapters.Processes;

/// <summary>
/// Starts a process in a session of its own by posix_spawn: its standard streams are what the caller says, it gets no other descriptor, and no signal is ignored or blocked
/// in it (.NET ignores SIGPIPE, and whoever was started in the background by a script has SIGINT ignored; a child would inherit both). System.Diagnostics.Process
/// can neither make a session nor give a process a file.
/// </summary>
internal static class Spawn
{
    // Bytes set aside for glibc's and musl's opaque structures (the largest is 336).
    private const int OpaqueSize = 1024;
    private const short SetSignalDefaults = 0x04;
    private const short SetSignalMask = 0x08;
    private const short NewSession = 0x80;
    private const string Shell = "/bin/sh";

    /// <summary>Starts it: pid = process group = session.</summary>
    /// <param name="launch">What is executed.</param>
    /// <param name="workingDirectory">Where.</param>
    /// <param name="streams">Adds the file actions that make descriptors 0, 1 and 2; an error number ends it.</param>
    /// <param name="where">What the error says of the streams; may be empty.</param>
    /// <exception cref="PhoenixException">ToolFailed: it cannot be executed, or not there.</exception>
    internal static int Start(Launch launch, string workingDirectory, IReadOnlyList<Func<IntPtr, int>> streams, string where)
    {
        IntPtr actions = Marshal.AllocHGlobal(OpaqueSize);
        IntPtr attributes = Marshal.AllocHGlobal(OpaqueSize);
        IntPtr signals = Marshal.AllocHGlobal(OpaqueSize);
        try
        {
            Check(Libc.FileActionsInit(actions));
            foreach (Func<IntPtr, int> stream in streams)
            {
                Check(stream(actions));
            }

            Check(Libc.FileActionsAddChangeDirectory(actions, workingDirectory));

            // Whoever started Phoenix may have left it descriptors (a pipe, a lock) that a tool must not hold. Needs glibc 2.34.
            Check(Libc.FileActionsAddCloseFrom(actions, 3));
            Check(Libc.AttributesInit(attributes));
            Check(Libc.AttributesSetFlags(attributes, SetSignalDefaults | SetSignalMask | NewSession));
            Check(Libc.FillSignalSet(signals));
            Check(Libc.AttributesSetDefaultSignals(attributes, signals));
            Check(Libc.EmptySignalSet(signals));
            Check(Libc.AttributesSetSignalMask(attributes, signals));
            string?[] environment = [.. launch.Environment.Select(v => v.Key + "=" + v.Value), null];
            int error = Libc.Spawn(out int pid, launch.FileName, actions, attributes, [launch.FileName, .. launch.Arguments, null], environment);
            if (error == Libc.NotExecutable)
            {
                // A script without its first line '#!' is run by the shell, as execvp does it.
                error = Libc.Spawn(out pid, Shell, actions, attributes, [Shell, launch.FileName, .. launch.Arguments, null], environment);
            }

            Check(error);
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
                    $"cannot start '{launch.FileName}' in '{workingDirectory}'{where}: {Marshal.GetPInvokeErrorMessage(error)}",
                    "Check that the program may be executed and that its directory and files are there");
            }
        }
    }
}
