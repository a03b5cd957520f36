using Phoenix.Proof;

namespace Phoenix.Cli.Rendering;

/// <summary>Opens the view that fits: live on a terminal, lines elsewhere.</summary>
public static class DrillView
{
    /// <summary>Begins to show a run; give it to <see cref="Journal.RunJournal.Subscribe"/>.</summary>
    /// <param name="terminal">Where progress goes: stderr.</param>
    /// <param name="time">Clock of the elapsed times.</param>
    /// <param name="counters">The clients' counters under way; null, or answering null, when no client writes.</param>
    public static IDrillView Open(Terminal terminal, TimeProvider time, Func<LedgerCounters?>? counters = null)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        ArgumentNullException.ThrowIfNull(time);
        return terminal.IsTerminal ? new LiveDrillView(terminal, time, counters ?? (() => null)) : new PlainDrillView(terminal.Writer);
    }
}
