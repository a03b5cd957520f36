using Phoenix.Proof;

namespace Phoenix.Cli.Rendering;

/// <summary>Opens the view that fits: live on a terminal, lines elsewhere.</summary>
public static class DrillView
{
    /// <summary>Begins to show a run; give it to <see cref="Journal.RunJournal.Subscribe"/>.</summary>
    /// <param name="terminal">Where progress goes: stderr.</param>
    /// <param name="time">Clock of the elapsed times.</param>
    /// <param name="counters">The clients' counters under way; null, or answering null, when no client writes.</param>
    /// <param name="layers">What is known of the layers beside the journal; null for nothing.</param>
    public static IDrillView Open(Terminal terminal, TimeProvider time, Func<LedgerCounters?>? counters = null, LayerProgress? layers = null)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        ArgumentNullException.ThrowIfNull(time);
        return terminal.IsTerminal ? new LiveDrillView(terminal, time, counters ?? (() => null), layers ?? LayerProgress.Unknown) : new PlainDrillView(terminal.Writer, layers ?? LayerProgress.Unknown);
    }
}
