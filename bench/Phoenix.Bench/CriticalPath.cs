using System.Globalization;
using Phoenix.Journal;

namespace Phoenix.Bench;

/// <summary>
/// What a drill spent its time on. Tools: every moment in which at least one tool process ran, and recovery, which is the server from its start
/// until its own log says that it is ready (it runs detached, so the journal has no end of it). Waits: the load, and the archive. SQL
/// that Phoenix sends itself (amcheck, the ledger, settings) is no tool process and counts as Phoenix's own time, as does its start-up.
/// </summary>
internal sealed class CriticalPath
{
    private const string Ready = "database system is ready to accept connections";

    private readonly List<Interval> _tools = [];
    private readonly List<Interval> _waits = [];
    private readonly Interval _whole;
    private readonly IReadOnlyList<JournalEvent> _events;

    public CriticalPath(Interval whole, IReadOnlyList<JournalEvent> events, string serverLog)
    {
        _whole = whole;
        _events = events;
        DateTimeOffset[] ready = [.. File.ReadLines(serverLog).Where(l => l.Contains(Ready, StringComparison.Ordinal)).Select(Time)];
        foreach (JournalEvent happened in events)
        {
            switch (happened)
            {
                case JournalEvent.ToolEnded e:
                    _tools.Add(new Interval(e.At.AddSeconds(-e.Seconds), e.At));
                    break;
                case JournalEvent.ToolStarted { Tool: "postgres" } e:
                    _tools.Add(new Interval(e.At, ready.First(t => t > e.At)));
                    break;
                case JournalEvent.WaitEnded e:
                    _waits.Add(new Interval(e.At.AddSeconds(-e.Seconds), e.At));
                    break;
            }
        }
    }

    /// <summary>The process's life without the waits.</summary>
    public double WallSeconds => Interval.SecondsOutside([_whole], _waits);

    /// <summary>The tools' part of it.</summary>
    public double ToolSeconds => Interval.SecondsOutside(_tools, _waits);

    /// <summary>The waits.</summary>
    public double WaitSeconds => Interval.Seconds(_waits);

    /// <summary>Phoenix's own seconds by step: the time in which neither a tool ran nor anything was awaited.</summary>
    public IEnumerable<(string Step, double Own, double All)> OwnByStep()
    {
        List<(string, Interval)> parts = [];
        DateTimeOffset last = _whole.From;
        foreach (JournalEvent happened in _events)
        {
            if (happened is JournalEvent.StepStarted started)
            {
                parts.Add(("before " + started.Step, new Interval(last, started.At)));
                last = started.At;
            }
            else if (happened is JournalEvent.StepEnded ended)
            {
                parts.Add((ended.Step, new Interval(last, ended.At)));
                last = ended.At;
            }
        }

        parts.Add(("after the last step", new Interval(last, _whole.To)));
        return parts.Select(p => (p.Item1, Interval.SecondsOutside([p.Item2], p.Item2.Clip(_tools.Concat(_waits))), (p.Item2.To - p.Item2.From).TotalSeconds));
    }

    // The lab's log_line_prefix begins with %m, and its log_timezone is UTC.
    private static DateTimeOffset Time(string line) =>
        DateTimeOffset.ParseExact(line[..23], "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
