using Phoenix.Errors;

namespace Phoenix.Stacks;

/// <summary>The layers of a stack with their needs, checked once: names are unique, needs exist, nothing needs itself.</summary>
public sealed class LayerGraph
{
    /// <summary>Checks the layers and puts them in an order in which each follows what it needs.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="outputs">Where the layers' outputs are kept; null for a place of its own.</param>
    /// <exception cref="PhoenixException">Configuration: a duplicate, a missing need or a cycle, by name.</exception>
    public LayerGraph(IReadOnlyList<Layer> layers, LayerOutputs? outputs = null)
    {
        Outputs = outputs ?? new LayerOutputs();
        Dictionary<string, Layer> byName = [];
        foreach (Layer layer in layers)
        {
            if (!byName.TryAdd(layer.Name, layer))
            {
                throw Bad($"layer '{layer.Name}' is declared twice");
            }
        }

        List<Layer> order = [];
        Dictionary<string, bool> done = [];
        foreach (Layer layer in layers)
        {
            Visit(layer, []);
        }

        Order = order;

        void Visit(Layer layer, List<string> path)
        {
            if (done.TryGetValue(layer.Name, out bool finished))
            {
                if (!finished)
                {
                    throw Bad($"layers need each other in a circle: {string.Join(" -> ", path.SkipWhile(n => n != layer.Name).Append(layer.Name))}");
                }

                return;
            }

            done[layer.Name] = false;
            path.Add(layer.Name);
            foreach (string need in layer.Needs)
            {
                Visit(byName.TryGetValue(need, out Layer? needed) ? needed : throw Bad($"layer '{layer.Name}' needs '{need}', which is not declared"), path);
            }

            path.RemoveAt(path.Count - 1);
            done[layer.Name] = true;
            order.Add(layer);
        }
    }

    /// <summary>The layers, each after all it needs.</summary>
    public IReadOnlyList<Layer> Order { get; }

    /// <summary>The outputs of the layers that are up.</summary>
    public LayerOutputs Outputs { get; }

    /// <summary>The layers that need the database, directly or not: they are raised only once it was published.</summary>
    public IReadOnlySet<string> AfterDatabase
    {
        get
        {
            HashSet<string> after = [.. Order.Where(l => l.HoldsDatabase).Select(l => l.Name)];
            HashSet<string> holders = [.. after];
            foreach (Layer layer in Order.Where(l => l.Needs.Any(after.Contains)))
            {
                after.Add(layer.Name);
            }

            return after.Except(holders).ToHashSet();
        }
    }

    /// <summary>The layers that need <paramref name="name"/> directly.</summary>
    public IEnumerable<string> DependentsOf(string name) => Order.Where(l => l.Needs.Contains(name)).Select(l => l.Name);

    private static PhoenixException Bad(string message) =>
        new(ErrorCode.Configuration, message, "correct the layers of the stack");
}
