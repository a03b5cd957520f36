using System.Globalization;
using Phoenix.Execution;
using Phoenix.Statistics;

namespace Phoenix.Cli.Rendering;

/// <summary>What is known of layers under way beside the journal of their run.</summary>
/// <param name="History">How long they took in earlier runs.</param>
/// <param name="LastLine">What a layer's tool printed last; null or empty for nothing.</param>
public sealed record LayerProgress(LayerHistory History, Func<string, string?> LastLine)
{
    /// <summary>Nothing is known.</summary>
    public static LayerProgress Unknown { get; } = new(LayerHistory.Empty, _ => null);

    /// <summary>What to expect, e.g. <c>~3m, n=4</c>; null when the layer never succeeded in a run on record.</summary>
    internal string? Expected(string layer, LayerPhase phase) => History.Find(layer, phase) is { } seconds
        ? string.Create(CultureInfo.InvariantCulture, $"~{Wording.Span(seconds.Median)}, n={seconds.Count}")
        : null;
}
