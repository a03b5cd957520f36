using System.Collections.Concurrent;
using Phoenix.Errors;

namespace Phoenix.Stacks;

/// <summary>The outputs of the layers that are up, in memory only: some are secrets.</summary>
public sealed class LayerOutputs
{
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, LayerOutput>> _byLayer = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, bool> _absent = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PhoenixException> _unreadable = new(StringComparer.Ordinal);

    /// <summary>Puts a layer's outputs down, over earlier ones.</summary>
    public void Set(string layer, IReadOnlyDictionary<string, LayerOutput> outputs) => _byLayer[layer] = outputs;

    /// <summary>Puts down why a layer's outputs could not be read: whoever needs one of them is told.</summary>
    public void SetUnreadable(string layer, PhoenixException cause) => _unreadable[layer] = cause;

    /// <summary>Puts down that a layer is not there: what looks for or destroys a later one gets empty outputs of it, and nothing can be raised on it.</summary>
    public void SetAbsent(string layer) => _absent[layer] = true;

    /// <summary>One output; null when the layer has no such output, or was not raised or read yet.</summary>
    /// <exception cref="PhoenixException">LayerFailed: they could not be read.</exception>
    public LayerOutput? Find(string layer, string output) =>
        _byLayer.TryGetValue(layer, out IReadOnlyDictionary<string, LayerOutput>? outputs) ? outputs.GetValueOrDefault(output)
        : _unreadable.TryGetValue(layer, out PhoenixException? cause) ? throw new PhoenixException(ErrorCode.LayerFailed, $"the outputs of layer '{layer}' cannot be read: {cause.Message}", cause.Hint, cause)
        : _absent.ContainsKey(layer) ? new LayerOutput("", Sensitive: false)
        : null;

    /// <summary>The values that must not be shown.</summary>
    public IReadOnlyList<string> Secrets => [.. _byLayer.Values.SelectMany(o => o.Values).Where(o => o.Sensitive && o.Value.Length > 0).Select(o => o.Value)];
}
