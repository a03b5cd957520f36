using Phoenix.Adapters.Files;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Proof;

namespace Phoenix.Cli.Commands;

/// <summary>How a drill ended, its record included.</summary>
/// <param name="Store">The run's folder.</param>
/// <param name="Evidence">What was sealed; null when the run is open, or its record is not what was written.</param>
/// <param name="Result">What the drill said.</param>
/// <param name="RecordFault">What is wrong with the record; null for nothing.</param>
/// <param name="TookEffect">Whether a sabotage really broke something.</param>
internal sealed record DrillOutcome(RunDirectory Store, Evidence? Evidence, DrillResult Result, PhoenixException? RecordFault, bool TookEffect)
{
    /// <summary>What <c>--confirm</c> must repeat before the drill goes on; null for the embedded lab.</summary>
    public string? Confirm { get; init; }

    /// <summary>What to tell; null for nothing.</summary>
    public PhoenixException? Fault => RecordFault
        ?? (Result.IsOpen ? new PhoenixException(ErrorCode.Interrupted, $"run {Store.Name} was interrupted, and has no verdict", $"go on with: phoenix drill --resume {Store.Name}{(Confirm is null ? "" : $" --confirm {Confirm}")}") : null)
        ?? (Result.Error is null ? null : Commands.Fault.Of(Result.Error));

    /// <summary>The exit code. The record has the last word: it must never be better than what is sealed there.</summary>
    public int ExitCode => this switch
    {
        { RecordFault: not null } => ExitCodes.Failed,
        { Result.ExitCode: ExitCodes.Done, Evidence.Verdict: Verdict.Refuted } => ExitCodes.Refuted,
        { Result.ExitCode: ExitCodes.Done, Evidence.Verdict: Verdict.Inconclusive } => ExitCodes.Inconclusive,
        _ => Result.ExitCode,
    };
}
