using Phoenix.Errors;

namespace Phoenix.Execution;

/// <summary>Is told of layers going up and down.</summary>
public interface ILayerObserver
{
    /// <summary>Some layers are Ready, gone, or failed; and others begin to be raised or wiped when this has returned.</summary>
    void Told(IReadOnlyList<StepResult> ended, IReadOnlyList<string> starting, LayerPhase phase);

    /// <summary>An attempt failed for a transient reason, and another one follows.</summary>
    void Retrying(string layer, LayerPhase phase, int attempt, PhoenixException error);

    /// <summary>A gate of a layer that is being raised is awaited.</summary>
    void GateStarting(string layer, string gate);

    /// <summary>The gate holds, or is no longer awaited.</summary>
    void GateEnded(string layer, StepResult gate);

    /// <summary>The up is through; outputs and gates of the layer are still awaited. Not told of a layer that has neither.</summary>
    void Raised(string layer);

    /// <summary>All layers of a milestone are Ready.</summary>
    void Reached(string milestone, TimeSpan after);
}
