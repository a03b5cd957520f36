namespace Phoenix.Execution;

/// <summary>Is told of layers going up and down.</summary>
public interface ILayerObserver
{
    /// <summary>A layer begins to be raised or wiped.</summary>
    void Starting(string layer, LayerPhase phase);

    /// <summary>It is Ready, gone, or failed.</summary>
    void Ended(StepResult result, LayerPhase phase);
}
