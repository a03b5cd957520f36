using System.Globalization;
using Phoenix.Journal;

namespace Phoenix.Bench;

/// <summary>The cycles of one run, from its journal, and how the last ones compare with the first.</summary>
internal sealed class CycleSeries
{
    /// <summary>How many cycles each end is the median of.</summary>
    public const int End = 10;

    private const double Limit = 1.1;
    private const double WorthTelling = 0.05;

    private readonly List<CycleFigures> _cycles = [];

    /// <summary>Reads them.</summary>
    /// <param name="events">The run's journal.</param>
    /// <param name="serverLog">The log of the lab's server.</param>
    /// <param name="memory">Samples of the run's process.</param>
    /// <exception cref="InvalidOperationException">The journal has a cycle that began again, or one without a verdict.</exception>
    public CycleSeries(IReadOnlyList<JournalEvent> events, string serverLog, IReadOnlyList<MemorySample> memory)
    {
        List<JournalEvent> current = [];
        foreach (JournalEvent happened in events)
        {
            if (happened is JournalEvent.CycleStarted started)
            {
                if (current.Count > 0 || started.Cycle != _cycles.Count + 1)
                {
                    throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"cycle {started.Cycle} began before the one before it had ended"));
                }

                current.Add(happened);
            }
            else if (current.Count > 0)
            {
                current.Add(happened);
                if (happened is JournalEvent.VerdictReached)
                {
                    Interval whole = new(current[0].At, happened.At);
                    double[] resident = [.. memory.Where(m => m.At >= whole.From && m.At <= whole.To).Select(m => m.Megabytes)];
                    _cycles.Add(new CycleFigures(new CriticalPath(whole, current, serverLog), Median.Of(resident)));
                    current = [];
                }
            }
        }

        if (current.Count > 0)
        {
            throw new InvalidOperationException("the journal's last cycle has no verdict");
        }
    }

    public int Count => _cycles.Count;

    /// <summary>The two that have a limit: time and memory, last cycles over first.</summary>
    public IEnumerable<Figure> Ratios() =>
    [
        Ratio("time of a cycle", c => c.Path.WallSeconds),
        Ratio("memory of the drill", c => c.Megabytes),
    ];

    /// <summary>The numbers behind them.</summary>
    public IEnumerable<Figure> Ends() =>
    [
        .. Pair("cycle without waits", c => c.Path.WallSeconds, "s"),
        .. Pair("of that, tools", c => c.Path.ToolSeconds, "s"),
        .. Pair("waits (load, archive)", c => c.Path.WaitSeconds, "s"),
        .. Pair("resident memory", c => c.Megabytes, "MiB"),
        .. Steps(),
    ];

    // Of each step that takes long enough to be told: who grows is seen here.
    private IEnumerable<Figure> Steps() =>
        _cycles[0].Path.OwnByStep().Select(s => s.Step).Distinct()
            .Select(step => Pair($"step {step}", c => c.Path.OwnByStep().Where(s => s.Step == step).Sum(s => s.All), "s"))
            .Where(pair => pair.Any(f => f.Value >= WorthTelling))
            .SelectMany(pair => pair);

    private Figure Ratio(string what, Func<CycleFigures, double> of)
    {
        (double first, double last) = Medians(of);
        return new Figure($"{what}: last {End} / first {End}, medians", last / first, "x", Limit);
    }

    private Figure[] Pair(string what, Func<CycleFigures, double> of, string unit)
    {
        (double first, double last) = Medians(of);
        return [new($"{what}, first {End}", first, unit), new($"{what}, last {End}", last, unit)];
    }

    private (double First, double Last) Medians(Func<CycleFigures, double> of) =>
        (Median.Of(_cycles.Take(End).Select(of)), Median.Of(_cycles.TakeLast(End).Select(of)));
}
