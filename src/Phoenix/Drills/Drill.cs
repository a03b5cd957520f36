using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Stacks;

namespace Phoenix.Drills;

/// <summary>Runs the cycles of a drill, judges each, and says how it ended. Evidence is written by the caller, from the journal.</summary>
/// <param name="stack">The stack that is drilled.</param>
/// <param name="settings">What was asked.</param>
/// <param name="store">The run's folder.</param>
/// <param name="journal">The run's journal; events of an earlier process make this a resumed run.</param>
/// <param name="time">The clock.</param>
/// <param name="recorded">The cycles that earlier runs left on record: for a target of the past.</param>
/// <param name="sabotage">What to break on purpose; null for a plain drill.</param>
public sealed class Drill(IStack stack, DrillSettings settings, IRunStore store, RunJournal journal, TimeProvider time, IRecordedCycles recorded, ISabotage? sabotage)
{
    /// <summary>The clients' counters of the cycle under way, for a live view.</summary>
    public LedgerCounters? Counters => _facts?.Load?.Counters;

    /// <summary>The longest that one checker may take; millions of rows take seconds.</summary>
    internal static readonly TimeSpan CheckerTimeout = TimeSpan.FromMinutes(10);

    private CycleFacts? _facts;
    private CycleContext? _context;
    private string? _sabotageFault;

    /// <summary>Runs all cycles, or those that are left; stops after the first that is not Proven.</summary>
    public async Task<DrillResult> RunAsync(CancellationToken cancellationToken)
    {
        Verdict? verdict = null;
        for (int cycle = 1; cycle <= settings.Cycles; cycle++)
        {
            // What was judged stays judged: a resumed run never tries again what was Refuted.
            Verdict[] judged = [.. journal.Events.OfType<JournalEvent.VerdictReached>().Where(v => v.Cycle == cycle).Select(v => v.Verdict)];
            if (judged.Length > 0)
            {
                verdict = judged.Max();
                if (verdict != Verdict.Proven)
                {
                    return End(new DrillResult(verdict, ExitCode(null, verdict), null));
                }

                continue;
            }

            DrillResult result = await RunCycleAsync(cycle, cancellationToken);
            if (result.IsOpen)
            {
                return result;
            }

            if (result.Verdict != Verdict.Proven)
            {
                return End(result);
            }

            verdict = result.Verdict;
        }

        DrillResult proven = End(new DrillResult(verdict, 0, null));
        try
        {
            await stack.Database.Clients.DropAsync(cancellationToken);
            return proven;
        }
        catch (PhoenixException e)
        {
            // The verdict stands; the next drill drops the database before it makes its own.
            return proven with { Warning = $"the database phoenix_proof could not be dropped: {e.Message}" };
        }
    }

    /// <summary>Lets a sabotage act on the run's record, once the run has ended.</summary>
    public Task SabotageRecordAsync(SabotagePoint point, CancellationToken cancellationToken) =>
        _context?.SabotageAsync(point, cancellationToken) ?? Task.CompletedTask;

    private async Task<DrillResult> RunCycleAsync(int cycle, CancellationToken cancellationToken)
    {
        CycleFacts facts = Recall(cycle);
        _facts = facts;
        var context = new CycleContext(stack, settings, store, journal, time, sabotage?.FromCycle <= cycle ? sabotage : null, recorded, facts);
        _context = context;
        var observer = new JournalObserver(journal, cycle);
        IReadOnlyList<StepResult> results;
        try
        {
            results = await new PlanRunner(time, observer).RunAsync(new CycleRunbook(context, observer).Steps(), 1, cancellationToken);
        }
        finally
        {
            if (facts.Load is not null)
            {
                await facts.Load.DisposeAsync();
            }

            _sabotageFault = await UndoSabotageAsync(context);
        }

        StepResult? failed = results.FirstOrDefault(r => r.State is StepState.Failed or StepState.Cancelled);
        if (failed is { State: StepState.Cancelled })
        {
            // Interrupted before its verdict: the run stays open, to be taken up again.
            return new DrillResult(null, ExitCode(failed, null), failed.Error) { IsOpen = true };
        }

        if (failed is not null && facts.WipeStartedAt is null)
        {
            // Nothing was touched, so there is nothing to judge.
            return new DrillResult(null, ExitCode(failed, null), failed.Error);
        }

        return await JudgeAsync(context, failed);
    }

    // What the journal says of a cycle that an earlier process began. Before its wipe a cycle is simply begun again, with ledgers of its own.
    private CycleFacts Recall(int cycle)
    {
        IReadOnlyList<JournalEvent> events = journal.Events;
        int begun = events.OfType<JournalEvent.CycleStarted>().Where(e => e.Cycle == cycle).Select(e => e.Attempt).DefaultIfEmpty(0).Max();
        var recalled = new CycleFacts(cycle, begun, settings.Target);
        int from = events.ToList().FindLastIndex(e => e is JournalEvent.CycleStarted s && s.Cycle == cycle);
        foreach (JournalEvent e in from < 0 ? [] : events.Skip(from))
        {
            recalled.Apply(e);
        }

        if (recalled.WipeStartedAt is not null)
        {
            recalled.Earlier = recalled.EarlierChosen is { } chosen ? Find(chosen) : null;
            return recalled;
        }

        journal.Append(new JournalEvent.CycleStarted(cycle, begun + 1));
        return new CycleFacts(cycle, begun + 1, settings.Target);
    }

    private EarlierCycle Find(JournalEvent.EarlierCycleChosen chosen) =>
        recorded.Read(stack.Name).FirstOrDefault(e => e.Run == chosen.Run && e.Cycle == chosen.EarlierCycle)
        ?? throw new PhoenixException(
            ErrorCode.RecordDamaged, $"the record of cycle {chosen.EarlierCycle} of run {chosen.Run}, which accounts for the recovery target, is gone or damaged", "bring its folder back and resume");

    // Not cancellable: a cycle whose wipe began gets its verdict on record, whatever ended it.
    private async Task<DrillResult> JudgeAsync(CycleContext c, StepResult? failed)
    {
        History history = c.Facts.ToHistory(store.Run, settings);
        ExaminationResult result = await Examination.ExamineAsync(history, Examination.All, CheckerTimeout, time, CancellationToken.None);
        List<Finding> findings = [.. result.Findings];
        if (failed is not null)
        {
            findings.Insert(0, new Finding(failed.Name, Verdict.Inconclusive, $"the step did not succeed: {failed.Reason}"));
        }

        if (_sabotageFault is not null)
        {
            findings.Insert(0, new Finding("sabotage", Verdict.Inconclusive, $"what {sabotage?.Name} did could not be looked at or taken back: {_sabotageFault}"));
        }

        if (c.Sabotage is { BreaksRecord: true })
        {
            findings.Insert(0, new Finding("sabotage", Verdict.Inconclusive, $"{c.Sabotage.Name} breaks the record of this run after this verdict, which therefore proves nothing"));
        }
        else if (c.Sabotage is { TookEffect: false })
        {
            findings.Insert(0, new Finding("sabotage", Verdict.Inconclusive, $"{c.Sabotage.Name} broke nothing in this run, so nothing was tested by it"));
        }

        foreach (Finding finding in findings)
        {
            c.Record(new JournalEvent.FindingMade(c.Cycle, finding));
        }

        Verdict verdict = Examination.Combine(findings);
        c.Record(new JournalEvent.CycleReported(c.Cycle, CycleReporting.Report(history)));
        c.Record(new JournalEvent.VerdictReached(c.Cycle, verdict));
        return new DrillResult(verdict, ExitCode(failed, verdict), failed?.Error);
    }

    private static async Task<string?> UndoSabotageAsync(CycleContext context)
    {
        try
        {
            await context.SabotageAsync(SabotagePoint.AfterCycle, CancellationToken.None);
            return null;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // It becomes a finding: the cycle's own result must not be lost to it.
            return e.Message;
        }
    }

    private DrillResult End(DrillResult result)
    {
        journal.Append(new JournalEvent.RunEnded(result.Verdict, result.ExitCode));
        return result;
    }

    // Once something was touched, an error is no longer "nothing was changed" (2) or "refused" (3): a tool failed, or the rebirth was held back.
    private static int ExitCode(StepResult? failed, Verdict? verdict) => (verdict, failed) switch
    {
        (Verdict.Refuted, _) => 1,
        (_, { State: StepState.Cancelled }) => 130,
        (null, { Error: PhoenixException e }) => e.Definition.ExitCode,
        (_, { Error: PhoenixException { Code: ErrorCode.RebirthRefused or ErrorCode.GateRefused } }) => 4,
        (_, not null) => 5,
        (Verdict.Proven, null) => 0,
        _ => 4,
    };
}
