using System.Collections.Immutable;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Journal;

/// <summary>What a run has done so far, folded from its events: what <c>--resume</c> goes on from, and what evidence is built from.</summary>
public sealed record RunState
{
    /// <summary>The run's first event; null for an empty journal.</summary>
    public JournalEvent.RunStarted? Started { get; init; }

    /// <summary>How often the run was taken up again.</summary>
    public int Resumes { get; init; }

    /// <summary>The cycles, in order.</summary>
    public ImmutableSortedDictionary<int, CycleState> Cycles { get; init; } = ImmutableSortedDictionary<int, CycleState>.Empty;

    /// <summary>Tool processes that were started and not seen to end: to be cleared before anything else runs.</summary>
    public ImmutableList<ToolProcess> RunningTools { get; init; } = [];

    /// <summary>Time spent awaiting, in seconds, by what was awaited.</summary>
    public ImmutableSortedDictionary<string, double> Waits { get; init; } = ImmutableSortedDictionary.Create<string, double>(StringComparer.Ordinal);

    /// <summary>The run's last event; null when it has not ended.</summary>
    public JournalEvent.RunEnded? Ended { get; init; }

    /// <summary>The cycle to go on with; null when none was begun or the last one has its verdict.</summary>
    public CycleState? Unfinished => Cycles.IsEmpty || Cycles[Cycles.Keys.Max()] is not { Verdict: null } last ? null : last;

    /// <summary>Folds events in journal order.</summary>
    /// <exception cref="PhoenixException">RecordDamaged: the events contradict each other.</exception>
    public static RunState Fold(IEnumerable<JournalEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        return events.Aggregate(new RunState(), (state, e) => state.With(e));
    }

    /// <summary>The state after one more event.</summary>
    public RunState With(JournalEvent journalEvent) => journalEvent switch
    {
        JournalEvent.RunStarted e => Started is null ? this with { Started = e } : throw new PhoenixException(
            ErrorCode.RecordDamaged,
            "the journal says that its run was started twice",
            "keep the run's folder for inspection and begin a new run"),

        // A run that ended without a verdict (a refusal, an interrupt) may be taken up again.
        JournalEvent.RunResumed => this with { Resumes = Resumes + 1, Ended = null },
        JournalEvent.RunEnded e => this with { Ended = e },
        JournalEvent.ToolStarted e => this with { RunningTools = RunningTools.Add(new ToolProcess(e.Tool, e.Pid, e.StartTicks)) },
        JournalEvent.ToolEnded e => this with { RunningTools = RunningTools.RemoveAll(t => t.Pid == e.Pid && t.StartTicks == e.StartTicks) },
        JournalEvent.WaitEnded e => this with { Waits = Waits.SetItem(e.What, Waits.GetValueOrDefault(e.What) + e.Seconds) },
        JournalEvent.JournalRepaired => this,
        JournalEvent.OfCycle e => this with { Cycles = Cycles.SetItem(e.Cycle, (Cycles.GetValueOrDefault(e.Cycle) ?? new CycleState(e.Cycle, 0)).With(e)) },
        _ => throw new ArgumentOutOfRangeException(nameof(journalEvent), journalEvent, "an event that the fold does not know"),
    };
}
