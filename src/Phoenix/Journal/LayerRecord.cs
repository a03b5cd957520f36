using System.Collections.Immutable;
using Phoenix.Diagnosis;
using Phoenix.Execution;

namespace Phoenix.Journal;

/// <summary>What was done to one layer, as the journal has it.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Phase">What was done.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="State">How it ended; null while nothing is known of its end.</param>
/// <param name="Reason">Why, for anything but success.</param>
/// <param name="Seconds">How long it took, its gates included; null while it has not ended.</param>
public sealed record LayerRecord(string Name, LayerPhase Phase, DateTimeOffset StartedAt, StepState? State, string? Reason, double? Seconds)
{
    /// <summary>The gates that were awaited, as they ended, in order.</summary>
    public ImmutableList<JournalEvent.LayerGateEnded> Gates { get; init; } = [];

    /// <summary>Name of the gate that is awaited; null for none.</summary>
    public string? Awaited { get; init; }

    /// <summary>What the catalogue of known failures said of the reason; null where it knew nothing of it.</summary>
    public KnownCause? Explanation { get; init; }
}
