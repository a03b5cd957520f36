using Phoenix.Journal;
using Phoenix.Ports;

namespace Phoenix.Drills;

/// <summary>Puts tool processes on record, so that a later command knows what a killed Phoenix left running, and where the time went.</summary>
/// <param name="journal">The run's journal.</param>
public sealed class JournalToolObserver(RunJournal journal) : IToolObserver
{
    /// <inheritdoc/>
    public void Started(ToolProcess process) => journal.Append(new JournalEvent.ToolStarted(process.Tool, process.Pid, process.StartTicks));

    /// <inheritdoc/>
    public void Ended(ToolProcess process, int exitCode, TimeSpan duration) =>
        journal.Append(new JournalEvent.ToolEnded(process.Tool, process.Pid, process.StartTicks, exitCode, duration.TotalSeconds));
}
