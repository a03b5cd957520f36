using Phoenix.Errors;

namespace Phoenix.Kubernetes.Flux;

/// <summary>Objects in the order of <c>dependsOn</c>.</summary>
internal static class FluxOrder
{
    /// <summary>The objects and all that they depend on, each after what it depends on; also those that are not there.</summary>
    /// <exception cref="PhoenixException">LayerFailed: they depend on each other in a circle, which Flux waits in for ever.</exception>
    internal static IReadOnlyList<FluxKey> Of(FluxState state, IEnumerable<FluxKey> chosen)
    {
        List<FluxKey> order = [];
        HashSet<FluxKey> done = [];
        List<FluxKey> path = [];
        foreach (FluxKey key in chosen)
        {
            Visit(key);
        }

        return order;

        void Visit(FluxKey key)
        {
            if (done.Contains(key))
            {
                return;
            }

            if (path.IndexOf(key) is >= 0 and var start)
            {
                throw new PhoenixException(
                    ErrorCode.LayerFailed,
                    $"{key} depends on itself: {string.Join(" -> ", path.Skip(start).Append(key).Select(k => $"{k.Namespace}/{k.Name}"))}",
                    "Flux waits for ever in such a circle: take one of these out of 'dependsOn' in the repository");
            }

            path.Add(key);
            foreach (FluxKey dependency in state.Find(key)?.DependsOn ?? [])
            {
                Visit(dependency);
            }

            path.RemoveAt(path.Count - 1);
            done.Add(key);
            order.Add(key);
        }
    }
}
