using System.IO.Pipes;

namespace Phoenix.Adapters.Processes;

/// <summary>A process whose standard streams are pipes to Phoenix, in a session of its own.</summary>
internal sealed class PipedProcess : IDisposable
{
    private readonly AnonymousPipeServerStream? _input;
    private readonly AnonymousPipeServerStream? _output;
    private readonly FollowedProcess _followed;

    private PipedProcess(Launch launch, string workingDirectory, bool reads, BoundedCapture? output, BoundedCapture errors)
    {
        List<FollowedPipe> captured = [];
        List<int> given = [];
        try
        {
            _input = reads ? new AnonymousPipeServerStream(PipeDirection.Out) : null;
            _output = output is null ? new AnonymousPipeServerStream(PipeDirection.In) : null;
            Pid = Spawn.Start(
                launch,
                workingDirectory,
                [_input is null ? Nothing : Give(_input, 0), _output is null ? Give(Capture(output!), 1) : Give(_output, 1), Give(Capture(errors), 2)],
                "");
        }
        catch
        {
            _input?.Dispose();
            _output?.Dispose();
            captured.ForEach(p => Libc.Close(p.Descriptor));
            throw;
        }
        finally
        {
            // Only the child's ends may stay open: ours would keep the end of the stream from being seen.
            _input?.DisposeLocalCopyOfClientHandle();
            _output?.DisposeLocalCopyOfClientHandle();
            given.ForEach(d => Libc.Close(d));
        }

        _followed = new FollowedProcess(Pid, captured);
        Follower.Follow(_followed);

        int Capture(BoundedCapture capture)
        {
            (int read, int write) = Libc.Pipe();
            captured.Add(new FollowedPipe(read, capture));
            given.Add(write);
            return write;
        }
    }

    /// <summary>Its number, which is that of its group and session, too.</summary>
    internal int Pid { get; }

    /// <summary>Its exit code once it has ended and was reaped; 128 and the signal's number when a signal ended it.</summary>
    internal Task<int> Exited => _followed.Exited;

    internal bool HasExited => Exited.IsCompleted;

    /// <summary>Ends when all that is captured of it has been captured; not before its end, and later where a daemon that it left behind holds a stream open.</summary>
    internal Task Drained => _followed.Drained;

    /// <summary>What it reads; null when there is nothing to read.</summary>
    internal Stream? Input => _input;

    /// <summary>What it writes to its standard output; null when that is captured.</summary>
    internal Stream? Output => _output;

    /// <summary>Whether its output is still read once this is disposed: a daemon that it left behind, and that writes, would die of a closed pipe.</summary>
    internal bool StaysOpen { get; set; }

    /// <summary>Starts it.</summary>
    /// <param name="launch">What is executed.</param>
    /// <param name="workingDirectory">Where.</param>
    /// <param name="reads">Whether it gets something to read; its standard input is at its end otherwise.</param>
    /// <param name="output">Takes its standard output; null for whoever reads that himself.</param>
    /// <param name="errors">Takes its standard error.</param>
    /// <exception cref="Phoenix.Errors.PhoenixException">ToolFailed: it cannot be executed.</exception>
    internal static PipedProcess Start(Launch launch, string workingDirectory, bool reads, BoundedCapture? output, BoundedCapture errors) =>
        new(launch, workingDirectory, reads, output, errors);

    /// <inheritdoc/>
    public void Dispose()
    {
        _input?.Dispose();
        if (!StaysOpen)
        {
            _output?.Dispose();
            _followed.Abandon();
        }
    }

    private static int Nothing(IntPtr actions) => Libc.FileActionsAddOpen(actions, 0, "/dev/null", 0, 0);

    private static Func<IntPtr, int> Give(AnonymousPipeServerStream pipe, int descriptor) => Give((int)pipe.ClientSafePipeHandle.DangerousGetHandle(), descriptor);

    private static Func<IntPtr, int> Give(int end, int descriptor) => actions => Libc.FileActionsAddDuplicate(actions, end, descriptor);
}
