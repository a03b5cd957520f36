using Phoenix.Diagnosis;
using Phoenix.Execution;

namespace Phoenix.Journal;

/// <summary>One step of a cycle as the journal has it.</summary>
/// <param name="Name">Stable name.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="State">How it ended; null while nothing is known of its end (it runs, or Phoenix died in it).</param>
/// <param name="Reason">Why, for anything but success.</param>
/// <param name="Seconds">How long it took; null while it has not ended.</param>
public sealed record StepRecord(string Name, DateTimeOffset StartedAt, StepState? State, string? Reason, double? Seconds)
{
    /// <summary>What the catalogue of known failures said of the reason; null where it knew nothing of it.</summary>
    public KnownCause? Explanation { get; init; }
}
