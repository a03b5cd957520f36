using System.Globalization;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Proof;

namespace Phoenix.Verification;

/// <summary>Whether the clients' ledger still is the one that the witness of each cycle knows.</summary>
internal static class LedgerCheck
{
    public static RecordCheck Of(RunRecord record, JournalContent? journal)
    {
        if (record.Ledgers is null)
        {
            return RecordCheck.NotChecked(CheckName.Ledger, "the file lies outside a state directory");
        }

        if (journal is null)
        {
            return RecordCheck.NotChecked(CheckName.Ledger, "the journal, which has the witness, is damaged");
        }

        RunState state;
        try
        {
            state = RunState.Fold(journal.Events);
        }
        catch (PhoenixException e)
        {
            return RecordCheck.Failed(CheckName.Ledger, $"the journal contradicts itself: {e.Message}");
        }

        // In mid-write clients go on after the witness was put down, so its hash is of the ledger's beginning only.
        bool instant = string.Equals(state.Started?.Settings.GetValueOrDefault(SettingName.WipeAt), nameof(WipeMode.Instant), StringComparison.OrdinalIgnoreCase);
        List<CycleState> witnessed = [.. state.Cycles.Values.Where(c => c.Witness is not null && !instant)];
        if (witnessed.Count == 0)
        {
            return RecordCheck.NotChecked(CheckName.Ledger, "no witness of a planned wipe is on record");
        }

        if (record.IsPruned)
        {
            return RecordCheck.NotChecked(CheckName.Ledger, "it was removed by phoenix history --prune");
        }

        foreach (CycleState cycle in witnessed)
        {
            LedgerFiles? files = record.Ledgers.FirstOrDefault(l => l.Cycle == cycle.Cycle && l.Attempt == cycle.Attempt);
            if (files?.Sha256 != cycle.Witness!.LedgerSha256)
            {
                return RecordCheck.Failed(CheckName.Ledger, string.Create(
                    CultureInfo.InvariantCulture, $"that of cycle {cycle.Cycle} {(files is null ? "is missing" : "is not the one that its witness knows")}"));
            }
        }

        return RecordCheck.Passed(CheckName.Ledger, "the clients' ledger of each cycle is the one that its witness knows");
    }
}
