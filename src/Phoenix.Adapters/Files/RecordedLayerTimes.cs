using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Statistics;

namespace Phoenix.Adapters.Files;

/// <summary>The times of layers that the runs in a state directory left on record.</summary>
/// <param name="state">The state directory.</param>
public sealed class RecordedLayerTimes(StateDirectory state)
{
    /// <summary>How many runs of the stack are taken into account, the newest first: what a stack took a year ago says little of today.</summary>
    public const int MostRuns = 10;

    // Each journal is read and verified whole; a command must not become slow with what other stacks left behind.
    private const int MostRead = 50;

    /// <summary>Reads the newest runs of a stack; none that is damaged counts.</summary>
    /// <param name="stack">Name of the stack.</param>
    /// <param name="stackFile">Full path of its file; empty for the embedded lab.</param>
    /// <param name="except">Name of a run that is left out: the one under way; null for none.</param>
    public LayerHistory Read(string stack, string stackFile, string? except = null) => LayerHistory.Of(
        state.RunNames().Where(n => n != except).Take(MostRead).Select(Events)
            .Where(events => events.OfType<JournalEvent.RunStarted>().FirstOrDefault() is { } started && LayerHistory.IsOf(started, stack, stackFile))
            .Where(events => events.Any(e => e is JournalEvent.LayerEnded))
            .Take(MostRuns));

    private IReadOnlyList<JournalEvent> Events(string name)
    {
        try
        {
            using RunDirectory run = state.OpenRun(name);
            using Stream journal = run.ReadJournal();
            return RunJournal.Read(journal).Events;
        }
        catch (Exception e) when (e is PhoenixException || Durable.IsWriteFault(e))
        {
            // A record that cannot be read has no times. Nothing is decided by them, and history and verify tell of the damage.
            return [];
        }
    }
}
