using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Testing;
using Phoenix.Verification;
using Xunit;

namespace Phoenix.Tests.Verification;

public sealed class LedgerCheckTests
{
    private static readonly string Known = new('a', 64);
    private static readonly Recorded Run = Witnessed(new Dictionary<string, string>());

    [Fact]
    public void The_witnessed_ledger_passes_and_an_abandoned_seeding_beside_it_does_not_matter() =>
        Check(CheckState.Passed, "is the one that its witness knows", Run, new LedgerFiles(1, 2, "other"), new LedgerFiles(1, 1, Known));

    [Fact]
    public void An_edited_ledger_and_a_missing_one_are_found()
    {
        Check(CheckState.Failed, "that of cycle 1 is not the one", Run, new LedgerFiles(1, 1, "other"));
        Check(CheckState.Failed, "that of cycle 1 is missing", Run, new LedgerFiles(1, 2, Known));
        Check(CheckState.Failed, "that of cycle 1 is missing", Run);
    }

    [Fact]
    public void What_was_pruned_or_went_on_after_its_witness_is_not_checked()
    {
        Check(CheckState.NotChecked, "--prune", Run.Record() with { Ledgers = [], IsPruned = true });
        Check(CheckState.NotChecked, "no witness of a planned wipe", Witnessed(new Dictionary<string, string> { ["wipeAt"] = "instant" }), new LedgerFiles(1, 1, "other"));
        Check(CheckState.NotChecked, "no witness of a planned wipe", Recorded.At(0, null));
        Check(CheckState.NotChecked, "outside a state directory", Run.Record());
    }

    private static Recorded Witnessed(Dictionary<string, string> settings)
    {
        Witness witness = new(Runs.Run, 1, 7448305301987654321, 1, new Lsn(1), new Lsn(2), "000000010000000000000003", "20260210-145402F", [], 1200, Known, Runs.Begin);
        JournalEvent[] events = [.. Runs.Proven(1, settings)];
        return Recorded.At(0, null, [.. events[..^1], new JournalEvent.WitnessRecorded(1, witness) { At = Runs.Begin }, events[^1]]);
    }

    private static void Check(CheckState state, string says, Recorded run, params LedgerFiles[] ledgers) => Check(state, says, run.Record() with { Ledgers = ledgers });

    private static void Check(CheckState state, string says, RunRecord record)
    {
        RecordCheck check = RecordVerifier.Check(record, null).Single(c => c.Name == CheckName.Ledger);
        Assert.True(check.State == state, check.ToString());
        Assert.Contains(says, check.Detail, StringComparison.Ordinal);
    }
}
