using Phoenix.Plans;
using Phoenix.Stacks;

namespace Phoenix.Execution;

/// <summary>Raises and wipes the layers of a stack along their graph.</summary>
/// <param name="time">The clock.</param>
/// <param name="observer">Is told of each layer.</param>
public sealed class LayerRunner(TimeProvider time, ILayerObserver observer)
{
    /// <summary>Raises every layer, each after its needs are Ready, and awaits its gates.</summary>
    public Task<IReadOnlyList<StepResult>> RaiseAsync(LayerGraph graph, int parallelism, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(time);
        IReadOnlyList<PlanStep> steps = [.. graph.Order.Select(layer => new PlanStep(
            layer.Name,
            layer.Needs,
            layer.Gates.Aggregate(layer.Timeout, (sum, gate) => sum + gate.Timeout),
            async token =>
            {
                await layer.Driver.UpAsync(token);
                foreach (Gate gate in layer.Gates)
                {
                    await waiting.ForAsync(gate, token);
                }
            }))];
        return new PlanRunner(time, new Relay(observer, LayerPhase.Up)).RunAsync(steps, parallelism, cancellationToken);
    }

    /// <summary>Destroys every layer, dependents first. A destroy that fails does not keep the others: what is left shows in the probes.</summary>
    public async Task<IReadOnlyList<StepResult>> WipeAsync(LayerGraph graph, CancellationToken cancellationToken)
    {
        List<StepResult> results = [];
        var runner = new PlanRunner(time, new Relay(observer, LayerPhase.Wipe));
        foreach (Layer layer in graph.Order.Reverse())
        {
            results.AddRange(await runner.RunAsync([new PlanStep(layer.Name, [], layer.Timeout, layer.Driver.WipeAsync)], 1, cancellationToken));
        }

        return results;
    }

    private sealed class Relay(ILayerObserver observer, LayerPhase phase) : IPlanObserver
    {
        public void Starting(string step) => observer.Starting(step, phase);

        public void Ended(StepResult result) => observer.Ended(result, phase);
    }
}
