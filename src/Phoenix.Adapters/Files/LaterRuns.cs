using Phoenix.Errors;
using Phoenix.Journal;

namespace Phoenix.Adapters.Files;

/// <summary>What became of a stack after a run on it.</summary>
public static class LaterRuns
{
    /// <summary>The newest later run that began to wipe the stack, a drill among them; null for none. What the earlier run raised is no more then.</summary>
    /// <param name="state">Holds the runs.</param>
    /// <param name="run">Name of the earlier run.</param>
    /// <param name="stack">Name of the stack.</param>
    public static string? WipedSince(StateDirectory state, string run, string stack)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.RunNames().TakeWhile(n => n != run).FirstOrDefault(n =>
            Read(state, n) is { } events && events.OfType<JournalEvent.RunStarted>().FirstOrDefault()?.Stack == stack && events.Any(e => e is JournalEvent.WipeStarted));
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
