using System.IO.Pipes;

namespace Phoenix.Adapters.Processes;

/// <summary>A process whose standard streams are pipes to Phoenix, in a session of its own.</summary>
internal sealed class PipedProcess : IDisposable
{
    private readonly AnonymousPipeServerStream? _input;
    private readonly AnonymousPipeServerStream _output = new(PipeDirection.In);
    private readonly AnonymousPipeServerStream _errors = new(PipeDirection.In);

    private PipedProcess(Launch launch, string workingDirectory, bool reads)
    {
        _input = reads ? new AnonymousPipeServerStream(PipeDirection.Out) : null;
        try
        {
            Pid = Spawn.Start(launch, workingDirectory, [_input is null ? Nothing : Give(_input, 0), Give(_output, 1), Give(_errors, 2)], "");
        }
        catch
        {
            Dispose();
            throw;
        }
        finally
        {
            // Only the child's ends may stay open: ours would keep the end of the stream from being seen.
            _input?.DisposeLocalCopyOfClientHandle();
            _output.DisposeLocalCopyOfClientHandle();
            _errors.DisposeLocalCopyOfClientHandle();
        }

        Exited = Reaper.ReapAsync(Pid);
    }

    /// <summary>Its number, which is that of its group and session, too.</summary>
    internal int Pid { get; }

    /// <summary>Its exit code once it has ended and was reaped; 128 and the signal's number when a signal ended it.</summary>
    internal Task<int> Exited { get; }

    internal bool HasExited => Exited.IsCompleted;

    /// <summary>What it reads; null when there is nothing to read.</summary>
    internal Stream? Input => _input;

    /// <summary>What it writes to its standard output.</summary>
    internal Stream Output => _output;

    /// <summary>What it writes to its standard error.</summary>
    internal Stream Errors => _errors;

    /// <summary>Whether its output is still read once this is disposed: a daemon that it left behind, and that writes, would die of a closed pipe.</summary>
    internal bool StaysOpen { get; set; }

    /// <summary>Starts it.</summary>
    /// <param name="launch">What is executed.</param>
    /// <param name="workingDirectory">Where.</param>
    /// <param name="reads">Whether it gets something to read; its standard input is at its end otherwise.</param>
    /// <exception cref="Phoenix.Errors.PhoenixException">ToolFailed: it cannot be executed.</exception>
    internal static PipedProcess Start(Launch launch, string workingDirectory, bool reads) => new(launch, workingDirectory, reads);

    /// <inheritdoc/>
    public void Dispose()
    {
        _input?.Dispose();
        if (!StaysOpen)
        {
            _output.Dispose();
            _errors.Dispose();
        }
    }

    private static int Nothing(IntPtr actions) => Libc.FileActionsAddOpen(actions, 0, "/dev/null", 0, 0);

    private static Func<IntPtr, int> Give(AnonymousPipeServerStream pipe, int descriptor) =>
        actions => Libc.FileActionsAddDuplicate(actions, (int)pipe.ClientSafePipeHandle.DangerousGetHandle(), descriptor);
}
