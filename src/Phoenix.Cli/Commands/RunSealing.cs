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
    public static Evidence Write(RunDirectory store, RunJournal journal, RunHistory history, EvidenceKey? signer)
    {
        Evidence evidence = EvidenceBuilder.Build(journal.Events, journal.Head);
        byte[] bytes = Seal.Apply(evidence, history.SealBefore(store.Name));
        store.WriteFile(FileName, bytes);
        if (signer is not null)
        {
            store.WriteFile(FileName + EvidenceKey.SignatureSuffix, signer.Sign(bytes));
        }

        return Seal.Read(bytes);
    }
}
