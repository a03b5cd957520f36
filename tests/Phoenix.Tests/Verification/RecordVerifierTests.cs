using System.Text;
using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Testing;
using Phoenix.Verification;
using Xunit;

namespace Phoenix.Tests.Verification;

public sealed class RecordVerifierTests
{
    private static readonly Recorded Run = Recorded.At(0, null);

    [Fact]
    public void An_untouched_record_is_clean_and_what_was_not_asked_for_is_not_called_passed()
    {
        IReadOnlyList<RecordCheck> checks = RecordVerifier.Check(Run.Record() with { Folder = Run.Name }, null);
        Assert.Equal(["evidence", "folder", "journal", "agreement", "ledger", "chain", "signature"], checks.Select(c => c.Name));
        Assert.All(checks, c => Assert.Equal(c.Name is "ledger" or "signature" ? CheckState.NotChecked : CheckState.Passed, c.State));
    }

    [Fact]
    public void Every_edited_byte_of_the_evidence_is_found()
    {
        for (int i = 0; i < Run.Evidence.Length; i++)
        {
            Found(CheckName.Evidence, Run with { Evidence = Edited(Run.Evidence, i) }, i);
        }
    }

    [Fact]
    public void Every_edited_byte_of_the_journal_is_found()
    {
        for (int i = 0; i < Run.Journal.Length; i++)
        {
            Found(CheckName.Journal, Run with { Journal = Edited(Run.Journal, i) }, i);
        }
    }

    [Fact]
    public void A_journal_cut_anywhere_is_found_at_line_boundaries_too()
    {
        for (int length = 0; length < Run.Journal.Length; length++)
        {
            Found(CheckName.Journal, Run with { Journal = Run.Journal[..length] }, length);
        }
    }

    [Fact]
    public void Anything_behind_the_journals_end_is_found()
    {
        Found(CheckName.Journal, Run with { Journal = [.. Run.Journal, (byte)'\n'] }, 0);
        Found(CheckName.Journal, Run with { Journal = [.. Run.Journal, .. "{\"seq\":"u8] }, 0);
        MemoryRunStore more = new(Run.Read.Run) { Journal = Run.Journal };
        new RunJournal(more, TimeProvider.System).Append(new JournalEvent.RunResumed());
        Found(CheckName.Journal, Run with { Journal = more.Journal }, 0);
    }

    [Fact]
    public void A_seal_made_anew_over_other_content_does_not_agree_with_the_journal()
    {
        Recorded lost = Recorded.At(0, null, Runs.Proven(1).Select(e => e is JournalEvent.VerdictReached v ? v with { Verdict = Verdict.Refuted } : e));
        Assert.Equal(Verdict.Refuted, lost.Read.Verdict);
        Recorded forged = lost.Forged(e => e with { Verdict = Verdict.Proven, Cycles = [e.Cycles[0] with { Verdict = Verdict.Proven }] });
        RecordCheck check = Failed(forged.Record(), CheckName.Agreement);
        Assert.Contains("verdict: the evidence says \"Proven\", the journal gives \"Refuted\"", check.Detail, StringComparison.Ordinal);
        Assert.Contains("cycles[0].verdict", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_put_in_or_a_cycle_taken_out_does_not_agree_with_the_journal()
    {
        Failed(Run.Forged(e => e with { Cycles = [] }).Record(), CheckName.Agreement);
        Assert.Contains("waits.nobody", Failed(Run.Forged(e => e with { Waits = new Dictionary<string, double> { ["nobody"] = 1 } }).Record(), CheckName.Agreement).Detail, StringComparison.Ordinal);

        // A member that evidence does not have is not seen by reading evidence.
        string text = Encoding.UTF8.GetString(Run.Evidence);
        string open = text[..text.LastIndexOf(",\n  \"seal\"", StringComparison.Ordinal)] + ",\n  \"auditedBy\": \"nobody\"";
        string hash = Seal.Compute(Encoding.UTF8.GetBytes(open + "\n}\n"));
        Recorded added = Run with { Evidence = Encoding.UTF8.GetBytes($"{open},\n  \"seal\": {{\n    \"previous\": null,\n    \"sha256\": \"{hash}\"\n  }}\n}}\n") };
        Assert.Contains("auditedBy", Failed(added.Record(), CheckName.Agreement).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_of_another_run_does_not_pass()
    {
        Recorded other = Recorded.At(100, null);
        Failed((Run with { Journal = other.Journal }).Record(), CheckName.Journal);
        Failed(Run.Record() with { Folder = other.Name }, CheckName.Folder);
    }

    [Fact]
    public void Evidence_alone_is_checked_and_the_rest_is_said_not_to_be()
    {
        IReadOnlyList<RecordCheck> checks = RecordVerifier.Check(new RunRecord(Run.Evidence, null, null, null, null), null);
        Assert.Equal(CheckState.Passed, checks[0].State);
        Assert.All(checks.Skip(1), c => Assert.Equal(CheckState.NotChecked, c.State));
    }

    private static byte[] Edited(byte[] file, int at)
    {
        byte[] edited = [.. file];
        edited[at] ^= (byte)(at % 2 == 0 ? 0x01 : 0x20);
        return edited;
    }

    private static void Found(string name, Recorded run, int at) =>
        Assert.True(RecordVerifier.Check(run.Record(), null).Single(c => c.Name == name).State == CheckState.Failed, $"position {at}");

    private static RecordCheck Failed(RunRecord record, string name)
    {
        RecordCheck check = RecordVerifier.Check(record, null).Single(c => c.Name == name);
        Assert.Equal(CheckState.Failed, check.State);
        return check;
    }
}
