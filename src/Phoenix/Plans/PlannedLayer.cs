using Phoenix.Statistics;

namespace Phoenix.Plans;

/// <summary>One layer of a plan.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Driver">What raises it: its key in the stack file.</param>
/// <param name="Needs">The layers that must be Ready before it.</param>
/// <param name="Gates">Its gates, in words.</param>
/// <param name="Level">0 for a layer without needs, else one more than the highest of those it needs.</param>
public sealed record PlannedLayer(string Name, string Driver, IReadOnlyList<string> Needs, IReadOnlyList<string> Gates, int Level)
{
    /// <summary>Seconds that raising it took in earlier runs, gates included; null when none is on record.</summary>
    public Distribution? Seconds { get; init; }

    /// <summary>Seconds after the beginning when it is predicted to start; null when a layer before it is not on record.</summary>
    public double? StartsAt { get; init; }

    /// <summary>Whether it is on the critical path.</summary>
    public bool IsCritical { get; init; }

    /// <summary>What is there of it now; null when nobody looked (<c>--offline</c>).</summary>
    public LayerFindings? Now { get; init; }
}
