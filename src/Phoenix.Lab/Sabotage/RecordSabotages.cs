using System.Text;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Proof;

namespace Phoenix.Lab.Sabotage;

/// <summary>What can happen to the record of a run after its verdict.</summary>
internal static class RecordSabotages
{
    private const string JournalFile = "journal.ndjson";
    private const string EvidenceFile = "evidence.json";
    private const int LinesCut = 3;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SabotageDefinition> All => [TruncatedJournal, EditedEvidence];

    /// <summary>
    /// The journal's last lines are gone: a disk that lost what it had acknowledged, a state directory restored from an older copy. What is left is a
    /// whole chain, so nothing can be seen in the journal alone.
    /// </summary>
    private static SabotageDefinition TruncatedJournal => new("truncated-journal", "the last lines of the run's journal are cut off before the evidence is sealed", SabotageDefinition.Seal, "journal on disk is not what this run wrote")
    {
        At = SabotagePoint.BeforeSeal,
        Act = async (_, scene, token) =>
        {
            using MemoryStream content = new();
            await using (Stream journal = scene.Store.ReadJournal())
            {
                await journal.CopyToAsync(content, token);
            }

            int end = (int)content.Length;
            for (int line = 0; line < LinesCut; line++)
            {
                end = content.GetBuffer().AsSpan(0, end - 1).LastIndexOf((byte)'\n') + 1;
            }

            scene.Store.WriteFile(JournalFile, content.GetBuffer().AsSpan(0, end));
        },
    };

    /// <summary>Somebody, or something, makes the evidence say what it did not.</summary>
    private static SabotageDefinition EditedEvidence => new("edited-evidence", "the sealed evidence is edited on disk to say Proven", SabotageDefinition.Seal, "is not what this run sealed")
    {
        At = SabotagePoint.AfterSeal,
        Act = (_, scene, _) =>
        {
            string sealedText = Encoding.UTF8.GetString(scene.Store.ReadFile(EvidenceFile) ?? []);
            string edited = sealedText.Replace($"\"{Verdict.Inconclusive}\"", $"\"{Verdict.Proven}\"", StringComparison.Ordinal);
            if (edited == sealedText)
            {
                throw new PhoenixException(ErrorCode.Unexpected, "the sabotage found nothing to edit in the evidence", "please report it");
            }

            scene.Store.WriteFile(EvidenceFile, Encoding.UTF8.GetBytes(edited));
            return Task.CompletedTask;
        },
    };
}
