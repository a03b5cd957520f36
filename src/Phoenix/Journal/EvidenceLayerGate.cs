using Phoenix.Execution;

namespace Phoenix.Journal;

/// <summary>One gate of a layer.</summary>
/// <param name="Name">Name of the gate.</param>
/// <param name="State">How it ended.</param>
/// <param name="Reason">Why, for anything but success.</param>
/// <param name="Seconds">How long it was awaited; part of the layer's time.</param>
public sealed record EvidenceLayerGate(string Name, StepState State, string? Reason, double Seconds);
