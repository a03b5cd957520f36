using Phoenix.Errors;

namespace Phoenix.Manifests.Import;

/// <summary>Puts what was read into an order in which each follows what it needs.</summary>
internal static class ImportGraph
{
    /// <summary>The nodes in that order; of those that could come next, the first by identity does.</summary>
    /// <exception cref="PhoenixException">Configuration: a circle, with the place of each of its needs.</exception>
    public static IReadOnlyList<ImportNode> Order(IReadOnlyList<ImportNode> nodes)
    {
        Dictionary<string, ImportNode> left = nodes.ToDictionary(n => n.Identity, StringComparer.Ordinal);
        List<ImportNode> order = [];
        while (left.Count > 0)
        {
            ImportNode[] ready = [.. left.Values.Where(n => n.Needs.All(e => !left.ContainsKey(e.Identity))).OrderBy(n => n.Identity, StringComparer.Ordinal)];
            if (ready.Length == 0)
            {
                throw Circle(left);
            }

            foreach (ImportNode node in ready)
            {
                left.Remove(node.Identity);
                order.Add(node);
            }
        }

        return order;
    }

    // Every node that is left needs one that is left: following them must come back.
    private static PhoenixException Circle(Dictionary<string, ImportNode> left)
    {
        List<(string From, ImportEdge Edge)> path = [];
        string at = left.Keys.Min(StringComparer.Ordinal)!;
        while (path.All(p => p.From != at))
        {
            ImportEdge edge = left[at].Needs.First(e => left.ContainsKey(e.Identity));
            path.Add((at, edge));
            at = edge.Identity;
        }

        IEnumerable<string> circle = path.SkipWhile(p => p.From != at).Select(p => $"{p.From} needs {p.Edge.Identity} ({p.Edge.Place})");
        return new PhoenixException(ErrorCode.Configuration, $"what was read needs itself in a circle: {string.Join("; ", circle)}", "remove one of these dependencies, then run again");
    }
}
