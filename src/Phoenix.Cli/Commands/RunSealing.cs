using Phoenix.Adapters.Files;
using Phoenix.Journal;

namespace Phoenix.Cli.Commands;

/// <summary>Writes a run's evidence, last of all and durably.</summary>
internal static class RunSealing
{
    /// <summary>Name of the file in the run's folder.</summary>
    public const string FileName = "evidence.json";

    /// <summary>Builds the evidence from the journal, seals it to the run before, and writes it.</summary>
    /// <exception cref="Errors.PhoenixException">RecordDamaged: the journal on disk is not the one that the evidence would be built from; none is written.</exception>
    public static Evidence Write(RunDirectory store, RunJournal journal, RunHistory history)
    {
        RecordCheck.ThrowIfChanged(store, journal.Head);
        Evidence evidence = EvidenceBuilder.Build(journal.Events, journal.Head);
        byte[] bytes = Seal.Apply(evidence, history.SealBefore(store.Name));
        store.WriteFile(FileName, bytes);
        return Seal.Read(bytes);
    }

    /// <summary>Reads the evidence again: a run ends well only when what lies on the disk is what was sealed.</summary>
    /// <exception cref="Errors.PhoenixException">RecordDamaged.</exception>
    public static void Confirm(RunDirectory store, Evidence evidence) => RecordCheck.ThrowIfChanged(store, FileName, evidence);
}
