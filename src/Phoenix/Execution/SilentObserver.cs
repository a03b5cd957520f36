using Phoenix.Errors;

namespace Phoenix.Execution;

/// <summary>Tells nobody: for layers inside a layer, and for what is made ready before a run is on record.</summary>
public sealed class SilentObserver : ILayerObserver
{
    /// <inheritdoc/>
    public void Told(IReadOnlyList<StepResult> ended, IReadOnlyList<string> starting, LayerPhase phase)
    {
    }

    /// <inheritdoc/>
    public void Retrying(string layer, LayerPhase phase, int attempt, PhoenixException error)
    {
    }

    /// <inheritdoc/>
    public void GateStarting(string layer, string gate)
    {
    }

    /// <inheritdoc/>
    public void GateEnded(string layer, StepResult gate)
    {
    }

    /// <inheritdoc/>
    public void Raised(string layer)
    {
    }

    /// <inheritdoc/>
    public void Reached(string milestone, TimeSpan after)
    {
    }
}
