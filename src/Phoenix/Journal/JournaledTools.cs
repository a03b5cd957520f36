using Phoenix.Ports;

namespace Phoenix.Journal;

/// <summary>Puts every tool process on record.</summary>
public sealed class JournaledTools : IToolObserver
{
    private readonly RunJournal _journal;

    /// <summary>Writes to <paramref name="journal"/>.</summary>
    public JournaledTools(RunJournal journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        _journal = journal;
    }

    /// <inheritdoc/>
    public void Started(ToolProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        _journal.Append(new JournalEvent.ToolStarted(process.Tool, process.Pid, process.StartTicks));
    }

    /// <inheritdoc/>
    public void Ended(ToolProcess process, int exitCode, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(process);

        // No step relies on it: the end of the layer or step that it was run for is appended after it, and a process that has ended is found to have ended after a crash, too.
        _journal.AppendWithNext(new JournalEvent.ToolEnded(process.Tool, process.Pid, process.StartTicks, exitCode, duration.TotalSeconds));
    }
}
