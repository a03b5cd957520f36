using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;

namespace Phoenix.Adapters.Files;

/// <summary>What became of a stack after a run on it.</summary>
public static class LaterRuns
{
    /// <summary>
    /// A run that began to wipe the stack, or went on with that, after another one had ended, a drill among them; null for none. What the earlier run raised is no
    /// more then. An older run counts too: it may have been resumed since.
    /// </summary>
    /// <param name="state">Holds the runs.</param>
    /// <param name="run">Name of the earlier run.</param>
    /// <param name="events">Its events.</param>
    public static string? WipedSince(StateDirectory state, string run, IReadOnlyList<JournalEvent> events)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(events);
        if (events.OfType<JournalEvent.RunStarted>().FirstOrDefault() is not { } started)
        {
            return null;
        }

        return state.RunNames().Where(n => n != run).FirstOrDefault(n =>
            Read(state, n) is { } others
            && others.OfType<JournalEvent.RunStarted>().FirstOrDefault() is { } other
            && other.Stack == started.Stack
            && other.Settings.GetValueOrDefault(SettingName.StackFile, "") == started.Settings.GetValueOrDefault(SettingName.StackFile, "")
            && others.Any(e => e is JournalEvent.WipeStarted or JournalEvent.WipeEnded or JournalEvent.LayerStarted { Phase: LayerPhase.Wipe } && e.At > events[^1].At));
    }

    // A record that cannot be read may be one of a wipe, but whose nobody knows: the stack's own gates decide then.
    private static IReadOnlyList<JournalEvent>? Read(StateDirectory state, string name)
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
