using Phoenix.Execution;

namespace Phoenix.Statistics;

/// <summary>How long one phase of one layer took over the cycles of a run.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Phase">Raised or destroyed.</param>
/// <param name="Seconds">Seconds, gates included, of the cycles in which it succeeded.</param>
public sealed record LayerTimes(string Layer, LayerPhase Phase, Distribution Seconds);
