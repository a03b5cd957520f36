namespace Phoenix.Bench;

/// <summary>A stretch of wall-clock time.</summary>
internal readonly record struct Interval(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The intervals without overlaps, in order.</summary>
    public static IReadOnlyList<Interval> Union(IEnumerable<Interval> intervals)
    {
        List<Interval> union = [];
        foreach (Interval next in intervals.Where(i => i.To > i.From).OrderBy(i => i.From))
        {
            if (union.Count > 0 && next.From <= union[^1].To)
            {
                union[^1] = union[^1] with { To = next.To > union[^1].To ? next.To : union[^1].To };
            }
            else
            {
                union.Add(next);
            }
        }

        return union;
    }

    /// <summary>Seconds covered by at least one of the intervals.</summary>
    public static double Seconds(IEnumerable<Interval> intervals) => Union(intervals).Sum(i => (i.To - i.From).TotalSeconds);

    /// <summary>Seconds covered by <paramref name="some"/> and by none of <paramref name="others"/>.</summary>
    public static double SecondsOutside(IReadOnlyList<Interval> some, IReadOnlyList<Interval> others) =>
        Seconds(some.Concat(others)) - Seconds(others);

    /// <summary>The part of each interval that lies within this one.</summary>
    public IReadOnlyList<Interval> Clip(IEnumerable<Interval> intervals)
    {
        (DateTimeOffset from, DateTimeOffset to) = this;
        return [.. intervals.Select(i => new Interval(i.From > from ? i.From : from, i.To < to ? i.To : to)).Where(i => i.To > i.From)];
    }
}
