using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Journal;

/// <summary>Reads again what a run has put on record: what lies on the disk counts, not what was handed to it.</summary>
public static class RecordReread
{
    private const string Hint = "something else writes to the state directory, or its disk loses data: keep the run's folder for inspection and run again elsewhere";

    /// <summary>Makes sure that the journal on disk ends where the one in memory does.</summary>
    /// <exception cref="PhoenixException">RecordDamaged: it is not what was written. Nothing may be concluded from it.</exception>
    public static void ThrowIfChanged(IRunStore store, JournalHead written)
    {
        JournalContent content;
        using (Stream journal = store.ReadJournal())
        {
            content = RunJournal.Read(journal);
        }

        if (content.Head != written || !content.TornTail.IsEmpty)
        {
            throw new PhoenixException(
                ErrorCode.RecordDamaged,
                $"the journal on disk is not what this run wrote: it holds {content.Head.Lines} whole lines, and {written.Lines} were written, ending in {written.Sha256[..12]}",
                Hint);
        }
    }

    /// <summary>Makes sure that the evidence on disk is what was sealed; equal seals that hold mean equal bytes.</summary>
    /// <exception cref="PhoenixException">RecordDamaged.</exception>
    public static void ThrowIfChanged(IRunStore store, string name, Evidence written)
    {
        if (store.ReadFile(name) is not byte[] stored || !Seal.TryRead(stored, out Evidence? found) || found.Seal != written.Seal)
        {
            throw new PhoenixException(ErrorCode.RecordDamaged, $"{name} on disk is not what this run sealed: it was changed or lost after it was written", Hint);
        }
    }
}
