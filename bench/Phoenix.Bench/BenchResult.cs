namespace Phoenix.Bench;

/// <summary>One benchmark's outcome.</summary>
/// <param name="Name">The benchmark.</param>
/// <param name="Definition">What is compared with what.</param>
/// <param name="Figures">Ratios first, then the raw numbers.</param>
internal sealed record BenchResult(string Name, string Definition, IReadOnlyList<Figure> Figures)
{
    /// <summary>Whether every figure is within its limit.</summary>
    public bool Holds => Figures.All(f => f.Holds);
}
