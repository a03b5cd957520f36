using System.Text.Json.Serialization;
using Phoenix.Diagnosis;
using Phoenix.Execution;

namespace Phoenix.Journal;

/// <summary>What was done to one layer in a cycle, as it ended last.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Phase">Raised or destroyed.</param>
/// <param name="State">How it ended.</param>
/// <param name="Reason">Why, for anything but success.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Seconds">How long it took, its gates included; null when its end is not on record.</param>
public sealed record EvidenceLayer(string Name, LayerPhase Phase, StepState State, string? Reason, DateTimeOffset StartedAt, double? Seconds)
{
    /// <summary>The gates that ended it, in order; null for none, and in evidence of versions that did not record them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<EvidenceLayerGate>? Gates { get; init; }

    /// <summary>What the catalogue of known failures says of the reason; null where it knows nothing of it, and in evidence of versions that had none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KnownCause? Explanation { get; init; }
}
