using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Plans;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Rebirths;

/// <summary>
/// Destroys a stack: a database that was published only behind its gate, with a witness of its last state left in the bucket. Safe to repeat, and on
/// nothing.
/// </summary>
/// <param name="stack">The stack.</param>
/// <param name="acceptDataLoss">Whether a gate that does not pass is overridden; nothing else is.</param>
/// <param name="store">The run's folder.</param>
/// <param name="journal">The run's journal.</param>
/// <param name="time">The clock.</param>
/// <param name="recorded">The cycles that earlier runs left on record.</param>
public sealed class StackWipe(DeclaredStack stack, bool acceptDataLoss, IRunStore store, RunJournal journal, TimeProvider time, IRecordedCycles recorded)
{
    private const int Cycle = 1;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly JournalObserver _observer = new(journal, Cycle);

    /// <summary>Runs the wipe, or what an earlier process of the same run left of it.</summary>
    /// <returns>How each step ended; the first that did not succeed says why.</returns>
    public async Task<IReadOnlyList<StepResult>> RunAsync(CancellationToken cancellationToken)
    {
        CycleFacts facts = new(Cycle, 1, RecoveryTarget.Latest);
        foreach (JournalEvent e in journal.Events)
        {
            facts.Apply(e);
        }

        var context = new CycleContext(stack, new DrillSettings(), store, journal, time, null, recorded, facts);
        if (stack.HasDatabase)
        {
            await stack.DatabaseLayer.OpenAsync(cancellationToken);
        }

        List<PlanStep> steps = [];
        bool gated = facts is { WipeStartedAt: not null } and ({ GatePassed: true } or { LossAccepted: true });
        if (stack.HasDatabase && (stack.DatabaseLayer.IsPublished || gated))
        {
            if (!gated)
            {
                steps.Add(new PlanStep("gate", [], context.Settings.ArchiveTimeout + (20 * Minute), token => PassGateAsync(context, token)));
            }

            steps.Add(new PlanStep("wipe", [.. steps.Select(s => s.Name)], 24 * 60 * Minute, new WipeStep(context, _observer).RunAsync));
        }
        else
        {
            // Nothing here was ever let loose to archive: there is nothing to lose, and no one to cut off.
            steps.Add(new PlanStep("wipe", [], 24 * 60 * Minute, token => WipeLayersAsync(context, token)));
        }

        if (stack.HasDatabase)
        {
            steps.Add(new PlanStep("release", ["wipe"], Minute, stack.DatabaseLayer.ReleaseAsync));
        }

        return await new PlanRunner(time, _observer).RunAsync(steps, 1, cancellationToken);
    }

    private async Task PassGateAsync(CycleContext c, CancellationToken cancellationToken)
    {
        try
        {
            await stack.DatabaseLayer.ResumeAsync(cancellationToken);
            ServerIdentity server = await stack.Database.IdentifyAsync(cancellationToken);
            RepositoryInfo info = await stack.Repository.ReadInfoAsync(cancellationToken);
            if (info.Backups.Count == 0)
            {
                throw new PhoenixException(ErrorCode.GateRefused, "the repository holds no backup of this database", "take one first: what is only in WAL cannot be restored without it");
            }

            c.Record(new JournalEvent.BackupTaken(Cycle, info.Backups[^1]));
            c.Facts.SegmentSize = server.SegmentSize;
            c.Facts.LoadStart = server.InsertLsn;
            c.Facts.LastAcknowledged = server.InsertLsn;
            await new GateStep(c).RunAsync(cancellationToken);
        }
        catch (PhoenixException e) when (acceptDataLoss)
        {
            c.Record(new JournalEvent.DataLossAccepted(Cycle, e.Message));
        }
        catch (PhoenixException e) when (e.Code != ErrorCode.GateRefused)
        {
            throw new PhoenixException(ErrorCode.GateRefused, $"whether this stack may burn cannot be told: {e.Message}", $"{e.Hint}; nothing was touched", e);
        }
    }

    private async Task WipeLayersAsync(CycleContext c, CancellationToken cancellationToken)
    {
        c.Record(new JournalEvent.WipeStarted(Cycle));
        DateTimeOffset startedAt = time.GetUtcNow();
        LayerGraph layers = stack.Layers(new RebirthIntent.Initialize());
        IReadOnlyList<StepResult> results = await new LayerRunner(time, _observer).WipeAsync(layers, stack.Parallelism, new HashSet<string>(), CancellationToken.None);
        IReadOnlyDictionary<string, bool?> gone = await Emptiness.LookAsync(layers, CancellationToken.None);
        DateTimeOffset now = time.GetUtcNow();
        c.Record(new JournalEvent.WipeEnded(Cycle, new WipeObservation(startedAt, now, now, false, "", "", gone)));
        Emptiness.ThrowIfLeft(results, gone);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
