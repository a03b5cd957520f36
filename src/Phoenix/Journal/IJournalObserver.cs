namespace Phoenix.Journal;

/// <summary>Is told of every event once it is durable: progress views and telemetry. An observer that throws is dropped; the run goes on.</summary>
public interface IJournalObserver
{
    /// <summary>Called in journal order, one call at a time. Must return quickly: the run waits.</summary>
    void On(JournalEvent journalEvent);
}
