using Phoenix.Adapters.Files;
using Phoenix.Journal;
using Phoenix.Verification;

namespace Phoenix.Cli.Commands;

/// <summary>Writes a run's evidence, last of all and durably.</summary>
internal static class RunSealing
{
    /// <summary>Name of the file in the run's folder.</summary>
    public const string FileName = "evidence.json";

    /// <summary>Builds the evidence from the journal, seals it to the run before, writes it, and signs the file where a key is given.</summary>
    /// <exception cref="Errors.PhoenixException">RecordDamaged: the journal on disk is not the one that the evidence would be built from; none is written.</exception>
    public static Evidence Write(RunDirectory store, RunJournal journal, RunHistory history, EvidenceKey? signer)
    {
        RecordReread.ThrowIfChanged(store, journal.Head);
        Evidence evidence = EvidenceBuilder.Build(journal.Events, journal.Head);
        byte[] bytes = Seal.Apply(evidence, history.SealBefore(store.Name));
        store.WriteFile(FileName, bytes);
        if (signer is not null)
        {
            store.WriteFile(FileName + EvidenceKey.SignatureSuffix, signer.Sign(bytes));
        }

        return Seal.Read(bytes);
    }

    /// <summary>Reads the evidence again: a run ends well only when what lies on the disk is what was sealed.</summary>
    /// <exception cref="Errors.PhoenixException">RecordDamaged.</exception>
    public static void Confirm(RunDirectory store, Evidence evidence) => RecordReread.ThrowIfChanged(store, FileName, evidence);
}
