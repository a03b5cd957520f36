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
        OperationCanceledException => new PhoenixException(ErrorCode.Interrupted, "interrupted", "go on with --resume RUN, or start again"),
        IOException { HResult: NoSpaceLeft } => new PhoenixException(ErrorCode.DiskFull, e.Message, "free space, then run again"),
        UnauthorizedAccessException => new PhoenixException(ErrorCode.StateNotWritable, e.Message, "choose another place with --state DIR", e),
        _ => new PhoenixException(ErrorCode.Unexpected, $"{e.GetType().Name}: {e.Message}", "please report this with the run's journal", e),
    };
}
