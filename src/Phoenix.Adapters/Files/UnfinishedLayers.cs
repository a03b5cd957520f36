using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Journal;

namespace Phoenix.Adapters.Files;

/// <summary>Ends what a killed Phoenix left running: the tools of layers whose end is not on record. What a finished layer started is part of the stack.</summary>
/// <param name="state">Holds the runs.</param>
/// <param name="stack">Name of the stack.</param>
/// <param name="marker">Marks the processes of the stack.</param>
/// <param name="time">The clock.</param>
public sealed class UnfinishedLayers(StateDirectory state, string stack, string marker, TimeProvider time)
{
    /// <summary>Kills them, and returns when none is left.</summary>
    public async Task ClearAsync(TimeSpan bound, CancellationToken cancellationToken)
    {
        foreach (string layer in Find())
        {
            await new NodeProcesses(marker, [], time) { Layer = layer }.KillAsync(bound, cancellationToken);
        }
    }

    // Of the newest run on this stack only: that one cleared what was before it.
    private IEnumerable<string> Find()
    {
        foreach (string name in state.RunNames())
        {
            if (Read(name) is not { } events || events.OfType<JournalEvent.RunStarted>().FirstOrDefault()?.Stack != stack)
            {
                continue;
            }

            HashSet<string> open = [];
            foreach (JournalEvent e in events)
            {
                _ = e switch
                {
                    JournalEvent.LayerStarted s => open.Add(s.Layer),
                    JournalEvent.LayerEnded s => open.Remove(s.Layer),
                    _ => false,
                };
            }

            return open;
        }

        return [];
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
