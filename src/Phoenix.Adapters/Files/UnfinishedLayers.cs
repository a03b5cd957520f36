using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Journal;

namespace Phoenix.Adapters.Files;

/// <summary>
/// Ends what a killed Phoenix left running: all that belongs to a layer whose up or wipe is not through, and every tool whose end is not on record, e.g. a
/// gate's. A daemon that a finished up left behind is part of the stack and stays.
/// </summary>
/// <param name="state">Holds the runs.</param>
/// <param name="stack">Name of the stack.</param>
/// <param name="marker">Marks the processes of the stack.</param>
/// <param name="time">The clock.</param>
public sealed class UnfinishedLayers(StateDirectory state, string stack, string marker, TimeProvider time)
{
    /// <summary>Kills them, and returns when none is left.</summary>
    /// <exception cref="PhoenixException">TimedOut: something still runs after <paramref name="bound"/>.</exception>
    public async Task ClearAsync(TimeSpan bound, CancellationToken cancellationToken)
    {
        IReadOnlyList<JournalEvent> events = Latest();
        foreach (string layer in Open(events))
        {
            await new NodeProcesses(marker, [], time) { Layer = layer }.KillAsync(bound, cancellationToken);
        }

        IReadOnlySet<int> sessions = OpenSessions(events);
        if (sessions.Count > 0)
        {
            await new NodeProcesses(marker, [], time) { Sessions = sessions }.KillAsync(bound, cancellationToken);
        }
    }

    // Of the newest run on this stack only: that one cleared what was before it.
    private IReadOnlyList<JournalEvent> Latest()
    {
        foreach (string name in state.RunNames())
        {
            if (Read(name) is { } events && events.OfType<JournalEvent.RunStarted>().FirstOrDefault()?.Stack == stack)
            {
                return events;
            }
        }

        return [];
    }

    private static HashSet<string> Open(IReadOnlyList<JournalEvent> events)
    {
        HashSet<string> open = [];
        foreach (JournalEvent e in events)
        {
            _ = e switch
            {
                JournalEvent.LayerStarted s => open.Add(s.Layer),
                JournalEvent.LayerRaised s => open.Remove(s.Layer),
                JournalEvent.LayerEnded s => open.Remove(s.Layer),
                _ => false,
            };
        }

        return open;
    }

    // A tool leads a session of its own, and the number of a session is not given away while anything of it runs.
    private static HashSet<int> OpenSessions(IReadOnlyList<JournalEvent> events)
    {
        HashSet<int> open = [];
        foreach (JournalEvent e in events)
        {
            _ = e switch
            {
                JournalEvent.ToolStarted s => open.Add(s.Pid),
                JournalEvent.ToolEnded s => open.Remove(s.Pid),
                _ => false,
            };
        }

        return open;
    }

    // A damaged record of whatever run is no reason not to raise this stack.
    private IReadOnlyList<JournalEvent>? Read(string name)
    {
        try
        {
            using RunDirectory run = state.OpenRun(name);
            using Stream journal = run.ReadJournal();
            return RunJournal.Read(journal).Events;
        }
        catch (PhoenixException e) when (e.Code is ErrorCode.RecordDamaged)
        {
            return null;
        }
    }
}
