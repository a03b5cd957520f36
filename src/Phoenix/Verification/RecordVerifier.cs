using System.Globalization;
using Phoenix.Errors;
using Phoenix.Journal;

namespace Phoenix.Verification;

/// <summary>Looks at a run's record as a stranger would: every hash is computed again, and the evidence built again from the journal.</summary>
public static class RecordVerifier
{
    /// <summary>Makes all checks, in the order of <see cref="CheckName"/>.</summary>
    /// <param name="record">What is there.</param>
    /// <param name="key">The key that the evidence must be signed with; null when that was not asked for.</param>
    public static IReadOnlyList<RecordCheck> Check(RunRecord record, EvidenceKey? key)
    {
        ArgumentNullException.ThrowIfNull(record);
        Evidence? evidence = Seal.TryRead(record.Evidence.Span, out Evidence? sealedEvidence) ? sealedEvidence : null;
        (JournalContent? journal, RecordCheck journalCheck) = Journal(record, evidence);
        return
        [
            evidence is null
                ? RecordCheck.Failed(CheckName.Evidence, "it is not what was sealed: its bytes do not match its seal")
                : RecordCheck.Passed(CheckName.Evidence, $"its bytes match its seal, sha256 {evidence.Seal!.Sha256}"),
            Folder(record, evidence),
            journalCheck,
            AgreementCheck.Of(evidence, record.Evidence, journal),
            LedgerCheck.Of(record, journal),
            evidence is null
                ? RecordCheck.NotChecked(CheckName.Chain, "the evidence, which names the run before, is damaged")
                : record.Neighbours is null
                    ? RecordCheck.NotChecked(CheckName.Chain, "the file lies outside a state directory, so the runs before and after are not at hand")
                    : ChainCheck.Of(SealedRun.Of(evidence), record.Neighbours),
            Signature(record, key),
        ];
    }

    private static RecordCheck Folder(RunRecord record, Evidence? evidence) => (record.Folder, evidence) switch
    {
        (null, _) => RecordCheck.NotChecked(CheckName.Folder, "the file lies outside a state directory"),
        (_, null) => RecordCheck.NotChecked(CheckName.Folder, "the evidence is damaged"),
        ({ } folder, { } e) when e.RunId != folder => RecordCheck.Failed(CheckName.Folder, $"the folder is that of run {folder}, and the evidence is that of run {e.RunId}"),
        _ => RecordCheck.Passed(CheckName.Folder, "the evidence is that of the run that the folder is named after"),
    };

    private static (JournalContent?, RecordCheck) Journal(RunRecord record, Evidence? evidence)
    {
        if (record.Journal is not { } bytes)
        {
            return (null, RecordCheck.NotChecked(CheckName.Journal, "there is no journal beside the file"));
        }

        JournalContent content;
        try
        {
            content = JournalReader.Read(bytes);
        }
        catch (PhoenixException e)
        {
            return (null, RecordCheck.Failed(CheckName.Journal, e.Message));
        }

        if (content.Head.Lines == 0)
        {
            return (content, RecordCheck.Failed(CheckName.Journal, "it is missing, or no line of it is whole"));
        }

        string lines = string.Create(CultureInfo.InvariantCulture, $"{content.Head.Lines} lines");
        if (evidence is not null && evidence.Journal != content.Head)
        {
            return (content, RecordCheck.Failed(
                CheckName.Journal,
                content.Head.Lines == evidence.Journal.Lines
                    ? $"its last line is not the one that the evidence was built from (sha256 {evidence.Journal.Sha256})"
                    : string.Create(CultureInfo.InvariantCulture, $"it has {lines}, and the evidence was built from {evidence.Journal.Lines}")));
        }

        // Evidence is written after the journal's last line was durable, so nothing half-written can follow it honestly.
        if (!content.TornTail.IsEmpty)
        {
            return (content, RecordCheck.Failed(CheckName.Journal, string.Create(CultureInfo.InvariantCulture, $"{content.TornTail.Length} bytes follow its last whole line")));
        }

        return (content, content.Terminated
            ? RecordCheck.Passed(CheckName.Journal, $"{lines}, each whole and chained to the one before" + (evidence is null ? "; whether any are missing at the end is not known" : "; none is missing"))
            : RecordCheck.Failed(CheckName.Journal, $"the newline after its last line is missing; the {lines} themselves are whole"));
    }

    private static RecordCheck Signature(RunRecord record, EvidenceKey? key) => (key, record.Signature) switch
    {
        (null, null) => RecordCheck.NotChecked(CheckName.Signature, "there is none, and no --key was given"),
        (null, _) => RecordCheck.NotChecked(CheckName.Signature, "there is one; give the public key with --key to check it"),
        (_, null) => RecordCheck.Failed(CheckName.Signature, "there is none beside the evidence"),
        ({ } k, { } signature) => k.Verify(record.Evidence.Span, signature.Span)
            ? RecordCheck.Passed(CheckName.Signature, $"the evidence was signed with key {k.Fingerprint}")
            : RecordCheck.Failed(CheckName.Signature, $"it is not one of these bytes by key {k.Fingerprint}"),
    };
}
