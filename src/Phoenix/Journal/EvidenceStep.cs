using System.Text.Json.Serialization;
using Phoenix.Diagnosis;
using Phoenix.Execution;

namespace Phoenix.Journal;

/// <summary>One step of a cycle, as it ended last.</summary>
/// <param name="Name">Stable name.</param>
/// <param name="State">How it ended.</param>
/// <param name="Reason">Why, for anything but success.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Seconds">How long it took; null when its end is not on record.</param>
public sealed record EvidenceStep(string Name, StepState State, string? Reason, DateTimeOffset StartedAt, double? Seconds)
{
    /// <summary>What the catalogue of known failures says of the reason; null where it knows nothing of it, and in evidence of versions that had none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KnownCause? Explanation { get; init; }
}
