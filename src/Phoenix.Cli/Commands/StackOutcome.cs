using Phoenix.Errors;
using Phoenix.Execution;

namespace Phoenix.Cli.Commands;

/// <summary>How a create or wipe ended.</summary>
/// <param name="Summary">In a few words.</param>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Error">What ended it; null for nothing.</param>
internal sealed record StackOutcome(string Summary, int ExitCode, PhoenixException? Error = null)
{
    /// <summary>An error as the outcome.</summary>
    public static StackOutcome Of(PhoenixException e) => new("failed", e.Definition.ExitCode, e);

    /// <summary>The first layer or step that failed as the outcome; null when none did.</summary>
    public static StackOutcome? OfFailed(IReadOnlyList<StepResult> results, string what)
    {
        StepResult[] failed = [.. results.Where(r => r.State == StepState.Failed)];
        StepResult[] blocked = [.. results.Where(r => r.State == StepState.Blocked)];
        if (failed.Length == 0)
        {
            return results.Any(r => r.State == StepState.Cancelled)
                ? new StackOutcome("interrupted", ExitCodes.Interrupted, new PhoenixException(ErrorCode.Interrupted, "interrupted", "what was done is on record"))
                : null;
        }

        string also = blocked.Length == 0 ? "" : $"; blocked by that: {string.Join(", ", blocked.Select(b => b.Name))}";
        string message = $"{string.Join("; ", failed.Select(f => $"{what} {f.Name}: {f.Reason}"))}{also}";

        // A rebirth that was refused is what the person must know, whatever else failed before it.
        PhoenixException? known = failed.Select(f => f.Error as PhoenixException).FirstOrDefault(e => e?.Code == ErrorCode.RebirthRefused) ?? failed[0].Error as PhoenixException;
        int exit = known?.Definition.ExitCode ?? ExitCodes.Failed;
        return new StackOutcome("failed", exit, new PhoenixException(known?.Code ?? ErrorCode.LayerFailed, message, known?.Hint ?? "look at the layer's log in the run's folder", known));
    }
}
