using Phoenix.Execution;
using Phoenix.Journal;

namespace Phoenix.Statistics;

/// <summary>Figures over the cycles of one run.</summary>
/// <param name="Cycles">How many cycles there are, those without a figure included.</param>
/// <param name="Rta">RTA in seconds, of the cycles that have one; null when none has.</param>
/// <param name="Layers">The layers, in the order in which the first cycle that has them worked on them.</param>
/// <param name="FailureRateBound">See <see cref="Journal.FailureRateBound"/>; null unless every cycle is Proven.</param>
public sealed record RunStatistics(int Cycles, Distribution? Rta, IReadOnlyList<LayerTimes> Layers, double? FailureRateBound)
{
    /// <summary>Computes them.</summary>
    public static RunStatistics Of(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return new RunStatistics(
            evidence.Cycles.Count,
            Distribution.Of(evidence.Cycles.Where(c => c.Rta is not null).Select(c => c.Rta!.Seconds)),
            [.. evidence.Cycles
                .SelectMany(c => c.Layers)
                .Where(l => l is { State: StepState.Succeeded, Seconds: not null })
                .GroupBy(l => (l.Name, l.Phase))
                .Select(g => new LayerTimes(g.Key.Name, g.Key.Phase, Distribution.Of(g.Select(l => l.Seconds!.Value))!))],
            Journal.FailureRateBound.Of(evidence));
    }
}
