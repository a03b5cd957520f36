using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Execution;

/// <summary>Whether a wipe left anything: no destroy is taken at its word.</summary>
public static class Emptiness
{
    /// <summary>Looks for each layer: true for gone, false for something left, null for a layer without a probe.</summary>
    public static async Task<IReadOnlyDictionary<string, bool?>> LookAsync(LayerGraph graph, CancellationToken cancellationToken)
    {
        Dictionary<string, bool?> gone = [];
        foreach (Layer layer in graph.Order)
        {
            gone[layer.Name] = await layer.Driver.ExistsAsync(cancellationToken) is bool exists ? !exists : null;
        }

        return gone;
    }

    /// <summary>Ends a wipe that left something, or whose destroy failed.</summary>
    /// <exception cref="PhoenixException">LayerFailed, naming what is left and what failed.</exception>
    public static void ThrowIfLeft(IReadOnlyList<StepResult> results, IReadOnlyDictionary<string, bool?> gone)
    {
        StepResult[] failed = [.. results.Where(r => r.State is not (StepState.Succeeded or StepState.Skipped))];
        string[] left = [.. gone.Where(g => g.Value == false).Select(g => g.Key)];
        if (failed.Length > 0 || left.Length > 0)
        {
            throw new PhoenixException(
                ErrorCode.LayerFailed,
                $"the wipe left something: {(left.Length > 0 ? string.Join(", ", left) : "see the layer")}{string.Concat(failed.Select(f => $" ({f.Name}: {f.Reason})"))}",
                "look at what is left; the next command on this stack finishes the wipe first");
        }
    }
}
