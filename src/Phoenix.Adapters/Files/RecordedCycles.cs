using System.Globalization;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;

namespace Phoenix.Adapters.Files;

/// <summary>The cycles on record in a state directory.</summary>
/// <param name="state">The state directory.</param>
public sealed class RecordedCycles(StateDirectory state) : IRecordedCycles
{
    // A planned wipe has no bound on the age of the last write.
    private static readonly TimeSpan AnyAge = TimeSpan.MaxValue;

    /// <inheritdoc/>
    public IReadOnlyList<EarlierCycle> Read(string stack) => [.. state.RunNames().SelectMany(name => OfRun(name, stack))];

    private List<EarlierCycle> OfRun(string name, string stack)
    {
        try
        {
            using RunDirectory run = state.OpenRun(name);
            using Stream stream = run.ReadJournal();
            JournalContent content = RunJournal.Read(stream);
            RunState folded = RunState.Fold(content.Events);
            if (folded.Started is not { } started || started.Stack != stack)
            {
                return [];
            }

            LoadRequirement load = new(
                int.Parse(started.Settings[SettingName.Writers], CultureInfo.InvariantCulture),
                long.Parse(started.Settings[SettingName.MinimumAcknowledged], CultureInfo.InvariantCulture),
                AnyAge);
            return
            [
                .. folded.Cycles.Values
                    .Where(c => c is { Backup: not null, Witness.LedgerSha256.Length: > 0 } && run.LedgerWriters(c.Cycle, c.Attempt).Count > 0)
                    .OrderByDescending(c => c.Cycle)
                    .Select(c => new EarlierCycle(run.Run, name, c.Cycle, c.Backup!, c.Witness!, load, RestorePoint(c), () => ReadLedger(name, c.Cycle, c.Attempt))),
            ];
        }
        catch (PhoenixException)
        {
            // Its record is damaged: it accounts for nothing. Whoever needs it is told that no cycle on record does.
            return [];
        }
    }

    private static string? RestorePoint(CycleState cycle) =>
        cycle.Target is { } chosen && Recovery.RecoveryTargetParser.Parse(chosen.Target) is { Kind: Recovery.RecoveryTargetKind.Name } target ? target.Value : null;

    private Ledger ReadLedger(string name, int cycle, int attempt)
    {
        using RunDirectory run = state.OpenRun(name);
        return Ledger.Read(run.Run, cycle, run, attempt);
    }
}
