using Phoenix.Stacks;

namespace Phoenix.Plans;

/// <summary>What is declared, what is there, and how long raising it took before.</summary>
/// <param name="Stack">What the file declares.</param>
/// <param name="Layers">The layers, each after all it needs.</param>
/// <param name="Schedule">When they run.</param>
/// <param name="Restore">What becomes of the database; null for a stack without one, or when nobody looked.</param>
/// <param name="Memory">Memory of the platform's machines, where layers declare any.</param>
public sealed record StackPlan(StackDefinition Stack, IReadOnlyList<PlannedLayer> Layers, Schedule Schedule, RestorePlan? Restore, IReadOnlyList<NodeMemory> Memory)
{
    /// <summary>The smallest number of earlier runs that a layer's time rests on.</summary>
    public int Runs => Layers.Select(l => l.Seconds?.Count ?? 0).DefaultIfEmpty(0).Min();

    /// <summary>Seconds until a milestone is predicted to be reached; null when the time of a layer that it waits for is not known.</summary>
    public double? Reaches(string milestone)
    {
        double?[] ends = [.. Stack.Milestones[milestone].Select(Schedule.EndOf)];
        return ends.Contains(null) ? null : ends.Max();
    }
}
