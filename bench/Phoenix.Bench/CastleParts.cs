namespace Phoenix.Bench;

/// <summary>What one cycle of the castle takes without Phoenix, part by part (<see cref="CastleByHand"/>); each was timed alone.</summary>
/// <param name="Parts">Name and seconds, in order.</param>
internal sealed record CastleParts(IReadOnlyList<(string Name, double Seconds)> Parts)
{
    /// <summary>Layers that a create raises beside each other.</summary>
    public static readonly IReadOnlyList<string> Beside = ["create networking", "create storage", "create gitops"];

    /// <summary>One after the other.</summary>
    public double Sum => Parts.Sum(p => p.Seconds);

    /// <summary>With those beside each other that do not need each other: of these only the longest counts.</summary>
    public double CriticalPath => Sum - Parts.Where(p => Beside.Contains(p.Name)).Sum(p => p.Seconds) + Parts.Where(p => Beside.Contains(p.Name)).Max(p => p.Seconds);
}
