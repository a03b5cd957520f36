using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Drills;

/// <summary>
/// The gate before a wipe in mid-write: the writers go on. What is archived must be sound, and what is not must be little; nothing is switched,
/// because a segment closed for the drill would make its loss smaller than a real one.
/// </summary>
/// <param name="c">The cycle.</param>
public sealed class InstantGateStep(CycleContext c)
{
    private const int KnuthFactor = unchecked((int)2654435761);
    private static readonly TimeSpan MostDelay = TimeSpan.FromSeconds(1);
    private readonly ArchiveLook _archive = new(c);

    /// <summary>Runs the gate.</summary>
    /// <exception cref="PhoenixException">GateRefused with every rule that does not hold; nothing was touched.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var moments = new Random(c.Settings.Seed ^ unchecked(c.Cycle * KnuthFactor));
        double more = moments.NextDouble() * c.Settings.Load.TotalSeconds;
        c.Record(new JournalEvent.MomentDrawn(c.Cycle, c.Settings.Seed, more, moments.NextDouble() * MostDelay.TotalSeconds));

        // Longer by a part of itself: checkpoints, segment ends and the gate shall not always meet at the same phase of the load.
        await Task.Delay(TimeSpan.FromSeconds(more), c.Time, cancellationToken);
        c.Record(new JournalEvent.WaitEnded("load", more));

        ServerIdentity server = await c.Stack.Database.IdentifyAsync(cancellationToken);
        CompletedSegment completed = await FindCompletedAsync(cancellationToken);
        ArchiveListing listing = await _archive.AwaitAsync(completed.Segment, c.Settings.MostWaitingSegments, cancellationToken);
        TimelineHistory path = await _archive.ReadPathAsync(server.Timeline, cancellationToken);
        ArchiveObservation scan = _archive.Scan(listing, path, completed.Segment);
        Task<Witness?> witness = new WitnessStore(c.Stack).ReadAsync(cancellationToken);
        Task<RepositoryInfo> info = c.Stack.Repository.ReadInfoAsync(cancellationToken);
        Task<string?> fetching = scan.Missing.Count > 0 ? Task.FromResult<string?>(null) : _archive.FetchAsync(path, c.Facts.LoadStart, completed.Segment, cancellationToken);
        await Task.WhenAll(witness, info, fetching);
        CompletedSegment now = await c.Stack.Database.ReadCompletedSegmentAsync(cancellationToken);
        ArchiveListing then = await c.Stack.Repository.ListArchiveAsync(cancellationToken);
        IReadOnlyList<RuleOutcome> rules = SafeToBurn.EvaluateInstant(
            new GateEvidence
            {
                Server = server,
                Info = await info,
                Listing = then,
                Backup = c.Facts.Backup ?? throw new InvalidOperationException("the gate follows the backup"),
                Last = completed.Segment,
                LastSha256 = completed.Sha256!,
                LastAcknowledged = c.Facts.LastAcknowledged,
                Archiver = await c.Stack.Database.ReadArchiverAsync(cancellationToken),
                Scan = scan,
                FetchedSha256 = await fetching,
                RestoreLocation = c.Stack.Repository.Location,
                StackLocation = c.Stack.ConfiguredLocation,
                WitnessedIdentifier = (await witness)?.SystemIdentifier,
                NewestTimeline = then.NewestTimeline,
            },
            then.NewestWithoutGap(completed.Segment).End,
            now.FlushedLsn,
            c.Settings.MostWaitingSegments);
        c.Record(new JournalEvent.GateEvaluated(c.Cycle, rules.All(r => r.Passed), rules));
        SafeToBurn.ThrowIfRefused(rules);
        await PutDownAsync(server, completed, cancellationToken);
    }

    // A checkpoint may recycle a segment before it was hashed; the writers will have completed the next one soon.
    private async Task<CompletedSegment> FindCompletedAsync(CancellationToken cancellationToken)
    {
        CompletedSegment? completed = null;
        await new Waiting(c.Time).ForAsync(
            new Gate("a completed segment that the server still has", c.Settings.ArchiveTimeout, async token =>
            {
                completed = await c.Stack.Database.ReadCompletedSegmentAsync(token);
                return completed.Sha256 is null ? $"{completed.Segment.Name} is recycled already" : null;
            }),
            cancellationToken);
        return completed!;
    }

    // D goes into the segment that is open now; then the witness, and nothing more is known outside.
    private async Task PutDownAsync(ServerIdentity server, CompletedSegment completed, CancellationToken cancellationToken)
    {
        LoadGenerator load = c.Facts.Load ?? throw new InvalidOperationException("an instant wipe hits while the writers run");
        load.ThrowIfBroken();
        await c.WriteSentinelAsync(SentinelName.D, cancellationToken);
        Lsn last = load.LastAcknowledged > c.Facts.LastAcknowledged ? load.LastAcknowledged : c.Facts.LastAcknowledged;
        var witness = new Witness(
            c.Store.Run, c.Cycle, server.SystemIdentifier, server.Timeline, last, completed.Segment.End, completed.Segment.Name,
            c.Facts.Backup!.Label, [.. c.Facts.Sentinels], load.Counters.Acknowledged, LedgerSha256: "", c.Time.GetUtcNow())
        {
            LoadStart = c.Facts.LoadStart,
            SegmentSize = server.SegmentSize,
            Incarnation = c.Stack.Incarnation,
            WipeAt = WipeMode.Instant,
        };
        await new WitnessStore(c.Stack).WriteAsync(witness, cancellationToken);
        c.Record(new JournalEvent.WitnessRecorded(c.Cycle, witness));

        // The moment was drawn, and nothing is awaited.
        await Task.Delay(TimeSpan.FromSeconds(c.Facts.Moment!.AfterSeconds), c.Time, cancellationToken);
    }
}
