using System.Collections.Concurrent;

namespace Phoenix.Stacks;

/// <summary>The outputs of the layers that are up, in memory only: some are secrets.</summary>
public sealed class LayerOutputs
{
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, LayerOutput>> _byLayer = new(StringComparer.Ordinal);

    /// <summary>Puts a layer's outputs down, over earlier ones.</summary>
    public void Set(string layer, IReadOnlyDictionary<string, LayerOutput> outputs) => _byLayer[layer] = outputs;

    /// <summary>One output; null when the layer has no such output, or was not raised or read yet.</summary>
    public LayerOutput? Find(string layer, string output) =>
        _byLayer.TryGetValue(layer, out IReadOnlyDictionary<string, LayerOutput>? outputs) ? outputs.GetValueOrDefault(output) : null;

    /// <summary>The values that must not be shown.</summary>
    public IReadOnlyList<string> Secrets => [.. _byLayer.Values.SelectMany(o => o.Values).Where(o => o.Sensitive && o.Value.Length > 0).Select(o => o.Value)];
}
