using Phoenix.Execution;
using Phoenix.Journal;

namespace Phoenix.Statistics;

/// <summary>
/// How long the layers of one stack took in earlier runs. Only what succeeded counts: a layer that failed, was skipped or was interrupted says nothing of
/// the time that it needs, and a run with a planted fault nothing of the stack.
/// </summary>
public sealed class LayerHistory
{
    // By text: what is keyed by pairs would be compiled at each start of a command.
    private readonly Dictionary<string, Distribution> _seconds;

    private LayerHistory(Dictionary<string, Distribution> seconds) => _seconds = seconds;

    /// <summary>Nothing is known.</summary>
    public static LayerHistory Empty { get; } = new([]);

    /// <summary>Whether a run was one of this stack, so that its times may be compared. Stacks of one name in two files are two stacks.</summary>
    /// <param name="started">The run's first event.</param>
    /// <param name="stack">Name of the stack.</param>
    /// <param name="stackFile">Full path of its file; empty for the embedded lab.</param>
    public static bool IsOf(JournalEvent.RunStarted started, string stack, string stackFile)
    {
        ArgumentNullException.ThrowIfNull(started);
        return started.Stack == stack
            && started.Settings.GetValueOrDefault(SettingName.StackFile, "") == stackFile
            && !started.Settings.ContainsKey(SettingName.Sabotage);
    }

    /// <summary>Reads it out of the events of runs of the stack; each cycle of a drill counts for itself.</summary>
    /// <param name="runs">The events of each run.</param>
    public static LayerHistory Of(IEnumerable<IReadOnlyList<JournalEvent>> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return new LayerHistory(runs
            .SelectMany(events => events.OfType<JournalEvent.LayerEnded>())
            .Where(e => e.State == StepState.Succeeded)
            .GroupBy(e => Key(e.Layer, e.Phase))
            .ToDictionary(g => g.Key, g => Distribution.Of(g.Select(e => e.Seconds))!));
    }

    /// <summary>The seconds that a layer took, its gates included; null when it never succeeded in a run on record.</summary>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="phase">Raised or destroyed.</param>
    public Distribution? Find(string layer, LayerPhase phase) => _seconds.GetValueOrDefault(Key(layer, phase));

    private static string Key(string layer, LayerPhase phase) => phase is LayerPhase.Up ? "up " + layer : "wipe " + layer;
}
