using Phoenix.Stacks;

namespace Phoenix.Execution;

/// <summary>Awaits the gates of layers and tells how long each took.</summary>
/// <param name="time">The clock.</param>
/// <param name="observer">Is told of each gate.</param>
internal sealed class LayerGates(TimeProvider time, ILayerObserver observer)
{
    private readonly Waiting _waiting = new(time);

    /// <summary>Awaits one gate.</summary>
    /// <exception cref="Errors.PhoenixException">It did not hold in its time, or what its probe threw.</exception>
    public async Task AwaitAsync(string layer, Gate gate, CancellationToken cancellationToken)
    {
        observer.GateStarting(layer, gate.Name);
        long start = time.GetTimestamp();
        try
        {
            await _waiting.ForAsync(gate, cancellationToken);
        }
        catch (Exception e)
        {
            bool stopped = e is OperationCanceledException;
            observer.GateEnded(layer, new StepResult(
                gate.Name, stopped ? StepState.Cancelled : StepState.Failed, stopped ? "it was no longer awaited" : e.Message, time.GetElapsedTime(start), e));
            throw;
        }

        observer.GateEnded(layer, new StepResult(gate.Name, StepState.Succeeded, null, time.GetElapsedTime(start)));
    }
}
