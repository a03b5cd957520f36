namespace Phoenix.Statistics;

/// <summary>How values lie, by nearest rank: every figure is one of the values, none is interpolated.</summary>
/// <param name="Count">How many values there are.</param>
/// <param name="Minimum">The smallest.</param>
/// <param name="Median">The smallest that at least half of the values do not exceed.</param>
/// <param name="P95">The smallest that at least 95 % of the values do not exceed; with fewer than 20 values that is the largest.</param>
/// <param name="Maximum">The largest.</param>
public sealed record Distribution(int Count, double Minimum, double Median, double P95, double Maximum)
{
    /// <summary>Describes <paramref name="values"/>; null for none.</summary>
    public static Distribution? Of(IEnumerable<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : new Distribution(sorted.Length, sorted[0], Rank(sorted, 50), Rank(sorted, 95), sorted[^1]);
    }

    // In whole numbers: 0.95 * 20 is not 19 for a double that rounds up.
    private static double Rank(double[] sorted, int percent) => sorted[(((sorted.Length * percent) + 99) / 100) - 1];
}
