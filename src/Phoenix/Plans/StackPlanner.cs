using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Ports;
using Phoenix.Stacks;
using Phoenix.Statistics;

namespace Phoenix.Plans;

/// <summary>Makes the plan of a stack. Layers and repository are looked at, nothing is touched.</summary>
/// <param name="stack">What the file declares.</param>
/// <param name="graph">Its layers with their drivers and gates.</param>
/// <param name="seconds">Seconds that raising a layer took in earlier runs; null when none is on record.</param>
public sealed class StackPlanner(StackDefinition stack, LayerGraph graph, Func<string, Distribution?> seconds)
{
    /// <summary>The plan as far as the file and earlier runs go; nothing is looked at.</summary>
    public StackPlan Offline() => Of([], restore: null);

    /// <summary>Memory that the platform says its nodes have, in MiB; what the stack file says comes first.</summary>
    public IReadOnlyDictionary<string, long> Nodes { get; init; } = new Dictionary<string, long>();

    /// <summary>The plan, with what is there.</summary>
    /// <param name="database">The database; null when the stack has none, a lab was never made, or it cannot be reached (then its layer says why).</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<StackPlan> LookAsync(IDatabaseLayer? database, CancellationToken cancellationToken)
    {
        IReadOnlyList<LayerFindings> found = await FindAsync(graph, cancellationToken);
        LayerFindings? holder = found.FirstOrDefault(f => graph.Order.Any(l => l.HoldsDatabase && l.Name == f.Layer));
        RestorePlan? restore = (database, holder) switch
        {
            ({ } d, _) => await new RestorePlanner(d).LookAsync(cancellationToken),
            (null, { Trouble: string trouble }) => new RestorePlan(RestoreOutcome.Unknown, trouble),
            (null, { }) => new RestorePlan(RestoreOutcome.Initialized, "this lab was never made: a create makes it, with a new, empty database where its repository holds nothing"),
            _ => null,
        };
        return Of(found, restore);
    }

    /// <summary>What a wipe would destroy, in the order in which it would.</summary>
    public static async Task<IReadOnlyList<LayerFindings>> FindAsync(LayerGraph graph, CancellationToken cancellationToken)
    {
        await LayerRunner.ReadOutputsAsync(graph, cancellationToken);
        List<LayerFindings> found = [];
        foreach (Layer layer in graph.Order.Reverse())
        {
            try
            {
                found.Add(new LayerFindings(layer.Name, await layer.Driver.ExistsAsync(cancellationToken), await layer.Driver.ListAsync(cancellationToken)));
            }
            catch (PhoenixException e)
            {
                // Told in its place: one layer that cannot be asked does not hide the others.
                found.Add(new LayerFindings(layer.Name, Exists: null, Objects: null, e.Message));
            }
        }

        return found;
    }

    private StackPlan Of(IReadOnlyList<LayerFindings> found, RestorePlan? restore)
    {
        var schedule = new Schedule([.. graph.Order.Select(l => (l.Name, l.Needs))], n => seconds(n)?.Median, stack.Parallelism);
        Dictionary<string, string> drivers = stack.Layers.ToDictionary(l => l.Name, l => l.Driver.Key);
        PlannedLayer[] layers =
        [
            .. graph.Order.Select(l => new PlannedLayer(l.Name, drivers[l.Name], l.Needs, [.. l.Gates.Select(g => g.Name)], schedule.Levels[l.Name])
            {
                Seconds = seconds(l.Name),
                StartsAt = schedule.StartOf(l.Name),
                IsCritical = schedule.CriticalPath.Contains(l.Name),
                Now = found.FirstOrDefault(f => f.Layer == l.Name),
            }),
        ];
        return new StackPlan(stack, layers, schedule, restore, Memory());
    }

    private NodeMemory[] Memory()
    {
        Dictionary<string, long> declared = stack.Layers.SelectMany(l => l.Memory).GroupBy(m => m.Key).ToDictionary(g => g.Key, g => g.Sum(m => m.Value));
        Dictionary<string, long> has = Nodes.Concat(stack.NodeMemory).GroupBy(n => n.Key).ToDictionary(g => g.Key, g => g.Last().Value);
        return [.. declared.Keys.Union(stack.NodeMemory.Keys).Order(StringComparer.Ordinal).Select(n =>
            new NodeMemory(n, declared.GetValueOrDefault(n), has.TryGetValue(n, out long mebibytes) ? mebibytes : null))];
    }
}
