namespace Phoenix.Bench;

/// <summary>A number that was measured.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">Its value.</param>
/// <param name="Unit">Its unit; "x" for a ratio.</param>
/// <param name="Limit">The most that it may be; null where nothing is asked.</param>
internal sealed record Figure(string Name, double Value, string Unit, double? Limit = null)
{
    /// <summary>Whether it is within its limit.</summary>
    public bool Holds => Limit is not double limit || Value <= limit;
}
