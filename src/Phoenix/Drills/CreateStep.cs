using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Drills;

/// <summary>Raises the stack again from nothing but the repository; the database comes up with archiving held.</summary>
/// <param name="c">The cycle.</param>
/// <param name="observer">Is told of the layers.</param>
public sealed class CreateStep(CycleContext c, ILayerObserver observer)
{
    /// <summary>Scans the archive, raises the layers and looks who came up.</summary>
    /// <exception cref="PhoenixException">RebirthRefused when the archive has a hole; what the failed layer threw otherwise.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Witness witness = c.Facts.JudgedWitness ?? throw new InvalidOperationException("a rebirth follows its witness");
        ArchiveListing listing = await c.Stack.Repository.ListArchiveAsync(cancellationToken);
        TimelineHistory path = witness.Timeline == 1
            ? TimelineHistory.Root(1)
            : await c.Stack.Repository.ReadHistoryAsync(witness.Timeline, cancellationToken)
                ?? throw new PhoenixException(ErrorCode.RebirthRefused, $"{TimelineHistory.FileName(witness.Timeline)} is missing from the archive", "the timeline that the witness knew cannot be found");
        WalSegment.TryParse(witness.LastSegment, witness.SegmentSize, out WalSegment last);

        // What reached the archive between the gate and an instant wipe comes back too. Behind a hole that the wipe tore nothing can.
        bool instant = c.Settings.WipeAt == WipeMode.Instant;
        last = instant ? listing.NewestWithoutGap(last) : last;
        c.Facts.Archive = ArchiveScan.Scan(listing, path, c.Facts.JudgedBackup!.StartLsn, last);
        if (c.Facts.IsPublished)
        {
            // A resumed run: this rebirth was compared and let loose before the crash. It is looked at again, not restored again.
            await c.Stack.PrepareAsync(cancellationToken);
            c.Facts.Reborn = await c.Stack.Database.ObserveAsync(cancellationToken);
            return;
        }

        if (c.Facts.Archive.Missing.Count > 0)
        {
            // PostgreSQL would promote at the hole without a word; pgBackRest's info and verify do not see it either.
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"the archive has a hole: {string.Join(", ", c.Facts.Archive.Missing)} of the {c.Facts.Archive.Needed} segments needed is missing",
                "nothing was restored or published; find the segment in the bucket's versions or in a copy, or restore to a target before it");
        }

        await c.SabotageAsync(SabotagePoint.BeforeRestore, cancellationToken);
        bool latest = c.Facts.Target.Kind == RecoveryTargetKind.Latest;
        RebirthIntent intent = new RebirthIntent.Restore(new RestoreRequest(
            c.Facts.Target, latest ? null : c.Facts.JudgedBackup.Label, path, instant ? last : listing.Newest(witness.Timeline, witness.SegmentSize))
        {
            SystemIdentifier = witness.SystemIdentifier,
        });
        LayerGraph graph = c.Stack.Layers(await c.IntendAsync(intent, cancellationToken));
        IReadOnlySet<string> later = graph.AfterDatabase;
        await RaiseAsync(graph, later, c.Stack.Milestones.Where(m => !m.Value.Any(l => later.Contains(l) || HoldsDatabase(graph, l))).ToDictionary(), cancellationToken);
        c.Facts.Reborn = await c.Stack.Database.ObserveAsync(cancellationToken);
        c.Record(new JournalEvent.RebirthHeld(c.Cycle, c.Facts.Reborn));
    }

    /// <summary>Raises the layers that need the database, once it is published.</summary>
    public Task RaiseRestAsync(CancellationToken cancellationToken)
    {
        LayerGraph graph = c.Stack.Layers(new RebirthIntent.Initialize()); // the database itself is left out
        IReadOnlySet<string> later = graph.AfterDatabase;
        HashSet<string> before = [.. graph.Order.Select(l => l.Name).Except(later)];
        return RaiseAsync(
            graph, before,
            c.Stack.Milestones.Where(m => m.Value.Any(later.Contains)).ToDictionary(m => m.Key, m => (IReadOnlyList<string>)[.. m.Value.Where(later.Contains)]),
            cancellationToken);
    }

    private async Task RaiseAsync(LayerGraph graph, IReadOnlySet<string> leftOut, IReadOnlyDictionary<string, IReadOnlyList<string>> milestones, CancellationToken cancellationToken)
    {
        c.Facts.RaisingSince ??= c.Time.GetTimestamp();
        IReadOnlyList<StepResult> results = await new LayerRunner(c.Time, observer).RaiseAsync(
            graph,
            new RaiseOptions
            {
                Parallelism = c.Stack.Parallelism,
                LeftOut = leftOut,
                DoneBefore = graph.Order.Where(l => !l.HoldsDatabase && c.Facts.Raised.Contains(l.Name)).ToDictionary(l => l.Name, _ => "this run raised it before"),
                StartedAt = c.Facts.RaisingSince,
                Milestones = milestones,
            },
            cancellationToken);
        if (results.FirstOrDefault(r => r.State is StepState.Failed or StepState.Cancelled) is { } failed)
        {
            throw Named(failed);
        }
    }

    /// <summary>"The data is back" is true once it was compared and published, not when a server is up.</summary>
    public void TellDatabaseIsBack()
    {
        LayerGraph graph = c.Stack.Layers(new RebirthIntent.Initialize());
        foreach (string milestone in c.Stack.Milestones.Where(m => m.Value.Any(l => HoldsDatabase(graph, l)) && !m.Value.Any(graph.AfterDatabase.Contains)).Select(m => m.Key))
        {
            // A resumed run that raised nothing itself has no clock for it.
            if (c.Facts.RaisingSince is long since)
            {
                observer.Reached(milestone, c.Time.GetElapsedTime(since));
            }
        }
    }

    private static bool HoldsDatabase(LayerGraph graph, string layer) => graph.Order.Any(l => l.HoldsDatabase && l.Name == layer);

    private static Exception Named(StepResult failed) => failed.Error switch
    {
        PhoenixException e => new PhoenixException(e.Code, $"layer {failed.Name}: {e.Message}", e.Hint, e),
        OperationCanceledException e => e,
        Exception e => new PhoenixException(ErrorCode.LayerFailed, $"layer {failed.Name}: {failed.Reason}", "look at the layer's log", e),
        null => new PhoenixException(ErrorCode.LayerFailed, $"layer {failed.Name}: {failed.Reason}", "look at the layer's log"),
    };
}
