using Phoenix.Errors;

namespace Phoenix.Cli.Commands;

/// <summary>Turns whatever reached the top into an error that can be shown.</summary>
public static class Fault
{
    private const int NoSpaceLeft = 28;

    /// <summary>The error itself, or one that wraps what nobody foresaw.</summary>
    public static PhoenixException Of(Exception e) => e switch
    {
        PhoenixException known => known,
        // HttpClient's own timeout looks like a cancellation, and nobody pressed Ctrl-C.
        OperationCanceledException { InnerException: TimeoutException } => new PhoenixException(ErrorCode.TimedOut, e.Message, "check that the lab's S3 endpoint answers, then run again", e),
        OperationCanceledException => new PhoenixException(ErrorCode.Interrupted, "interrupted", "go on with --resume RUN, or start again"),
        IOException { HResult: NoSpaceLeft } => new PhoenixException(ErrorCode.DiskFull, e.Message, "free space, then run again"),
        UnauthorizedAccessException => new PhoenixException(ErrorCode.StateNotWritable, e.Message, "choose another place with --state DIR", e),
        _ => new PhoenixException(ErrorCode.Unexpected, $"{e.GetType().Name}: {e.Message}", "please report this with the run's journal", e),
    };
}
