using Phoenix.Errors;
using Phoenix.Plans;
using Phoenix.Stacks;

namespace Phoenix.Execution;

/// <summary>Raises and wipes the layers of a stack along their graph.</summary>
/// <param name="time">The clock.</param>
/// <param name="observer">Is told of each layer.</param>
public sealed class LayerRunner(TimeProvider time, ILayerObserver observer)
{
    private readonly LayerAttempts _attempts = new(time, observer);

    /// <summary>Raises layers, each after its needs are Ready, and awaits its gates.</summary>
    public async Task<IReadOnlyList<StepResult>> RaiseAsync(LayerGraph graph, RaiseOptions options, CancellationToken cancellationToken)
    {
        var gates = new LayerGates(time, observer);
        IReadOnlyList<PlanStep> steps = [.. graph.Order.Where(l => !options.LeftOut.Contains(l.Name)).Select(layer => new PlanStep(
            layer.Name,
            [.. layer.Needs.Where(n => !options.LeftOut.Contains(n))],
            layer.Gates.Aggregate(LayerAttempts.Bound(layer), (sum, gate) => sum + gate.Timeout) + (options.Settle.ContainsKey(layer.Name) ? options.SettleTimeout : TimeSpan.Zero),
            async token =>
            {
                if (!options.DoneBefore.ContainsKey(layer.Name))
                {
                    await _attempts.RunAsync(layer, LayerPhase.Up, layer.Driver.UpAsync, token);
                    if (layer.HasReaders || layer.Gates.Count > 0)
                    {
                        observer.Raised(layer.Name);
                    }
                }

                if (layer.HasReaders)
                {
                    // Before the gates: they may refer to an output of their own layer.
                    graph.Outputs.Set(layer.Name, await layer.Driver.ReadOutputsAsync(token));
                }

                foreach (Gate gate in layer.Gates)
                {
                    await gates.AwaitAsync(layer.Name, gate, token);
                }

                if (options.Settle.GetValueOrDefault(layer.Name) is { } settle)
                {
                    await settle(token);
                }
            })
        {
            DoneBefore = options.DoneBefore.GetValueOrDefault(layer.Name),
        })];
        var relay = new Relay(observer, LayerPhase.Up, new MilestoneClock(time, observer, options));
        return await new PlanRunner(time, relay).RunAsync(steps, options.Parallelism, cancellationToken);
    }

    /// <summary>
    /// Destroys layers, each once all that need it were tried, a bounded number at once. A destroy that fails does not keep the others: what is left shows
    /// in the probes.
    /// </summary>
    /// <param name="graph">The layers.</param>
    /// <param name="parallelism">How many may be destroyed at once, at least 1.</param>
    /// <param name="leftOut">Layers that are not touched.</param>
    /// <param name="cancellationToken">Stops between layers and reaches the running ones.</param>
    public async Task<IReadOnlyList<StepResult>> WipeAsync(
        LayerGraph graph, int parallelism, IReadOnlySet<string> leftOut, CancellationToken cancellationToken)
    {
        await ReadOutputsAsync(graph, cancellationToken);
        IReadOnlyList<PlanStep> steps = [.. graph.Order.Reverse().Where(l => !leftOut.Contains(l.Name)).Select(layer => new PlanStep(
            layer.Name,
            [.. graph.DependentsOf(layer.Name).Where(d => !leftOut.Contains(d))],
            LayerAttempts.Bound(layer),
            token => _attempts.RunAsync(layer, LayerPhase.Wipe, layer.Driver.WipeAsync, token))
        {
            Regardless = true,
        })];
        return await new PlanRunner(time, new Relay(observer, LayerPhase.Wipe, milestones: null)).RunAsync(steps, parallelism, cancellationToken);
    }

    /// <summary>Reads the outputs that other layers refer to, of the layers that are there: what looks for or destroys a later layer may need them. One that cannot be read stops only what refers to it.</summary>
    public static async Task ReadOutputsAsync(LayerGraph graph, CancellationToken cancellationToken)
    {
        foreach (Layer layer in graph.Order.Where(l => l.HasReaders))
        {
            try
            {
                if (await layer.Driver.ExistsAsync(cancellationToken) == false)
                {
                    graph.Outputs.SetAbsent(layer.Name);
                }
                else
                {
                    graph.Outputs.Set(layer.Name, await layer.Driver.ReadOutputsAsync(cancellationToken));
                }
            }
            catch (PhoenixException e)
            {
                graph.Outputs.SetUnreadable(layer.Name, e);
            }
        }
    }

    private sealed class Relay(ILayerObserver observer, LayerPhase phase, MilestoneClock? milestones) : IPlanObserver
    {
        public void Told(IReadOnlyList<StepResult> ended, IReadOnlyList<string> starting)
        {
            observer.Told(ended, starting, phase);
            foreach (StepResult result in ended)
            {
                milestones?.Ended(result);
            }
        }
    }
}
