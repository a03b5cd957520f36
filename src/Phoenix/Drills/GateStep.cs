using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Drills;

/// <summary>Closes the last segment, waits until the repository holds it, and judges whether the stack may burn.</summary>
/// <param name="c">The cycle.</param>
public sealed class GateStep(CycleContext c)
{
    private readonly ArchiveLook _archive = new(c);

    // Autovacuum may begin a transaction at any time; clients that go on writing are a reason to refuse.
    private const int MostAttempts = 4;

    /// <summary>Runs the gate and puts the witness down.</summary>
    /// <exception cref="PhoenixException">GateRefused with every rule that does not hold; nothing was touched.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 1; !await TryAsync(attempt == MostAttempts, cancellationToken); attempt++)
        {
            c.Record(new JournalEvent.WaitEnded("somebody wrote during the gate", 0));
        }
    }

    // False when somebody wrote while the gate looked: the closed segment is then no longer the last one with a commit.
    private async Task<bool> TryAsync(bool last, CancellationToken cancellationToken)
    {
        ServerIdentity server = await c.Stack.Database.IdentifyAsync(cancellationToken);
        ClosedSegment closed = await c.Stack.Database.CloseSegmentAsync($"phoenix-{c.Store.Run.ToString("N")[..8]}-c{c.Cycle}", cancellationToken);
        ArchiveListing listing = await _archive.AwaitAsync(closed.Segment, mostWaiting: 0, cancellationToken);

        BackupSet backup = c.Facts.Backup ?? throw new InvalidOperationException("the gate follows the backup");
        Task<Witness?> witness = new WitnessStore(c.Stack).ReadAsync(cancellationToken);
        Task<TimelineHistory> history = _archive.ReadPathAsync(server.Timeline, cancellationToken);
        await Task.WhenAll(witness, history);
        Witness? earlier = await witness;
        TimelineHistory path = await history;
        ArchiveObservation scan = _archive.Scan(listing, path, closed.Segment);

        // The writers have stopped, so their files are final: they are read while the segments are fetched.
        Task<Ledger> reading = Task.Run(() => Ledger.Read(c.Store.Run, c.Cycle, c.Store, c.Facts.Attempt), cancellationToken);
        Task<RepositoryInfo> info = c.Stack.Repository.ReadInfoAsync(cancellationToken);
        Task<string?> fetching = scan.Missing.Count > 0 ? Task.FromResult<string?>(null) : _archive.FetchAsync(path, c.Facts.LoadStart, closed.Segment, cancellationToken);
        await Task.WhenAll(reading, info, fetching);
        IReadOnlyList<RuleOutcome> rules = SafeToBurn.Evaluate(new GateEvidence
        {
            Server = server,
            Info = await info,
            Listing = listing,
            Backup = backup,
            Last = closed.Segment,
            LastSha256 = closed.Sha256,
            LastAcknowledged = c.Facts.LastAcknowledged,
            Archiver = await c.Stack.Database.ReadArchiverAsync(cancellationToken),
            Scan = scan,
            FetchedSha256 = await fetching,
            RestoreLocation = c.Stack.Repository.Location,
            StackLocation = c.Stack.ConfiguredLocation,
            WitnessedIdentifier = earlier?.SystemIdentifier,
            NewestTimeline = listing.NewestTimeline,
        }, closed);
        bool written = (await c.Stack.Database.IdentifyAsync(cancellationToken)).NextXid != server.NextXid;
        if (written && !last)
        {
            return false;
        }

        rules = [.. rules, new RuleOutcome("nobody-writes", !written, written ? "transactions began after the segment was closed: their commits would be lost" : "no transaction began after the segment was closed")];
        c.Record(new JournalEvent.GateEvaluated(c.Cycle, rules.All(r => r.Passed), rules));
        SafeToBurn.ThrowIfRefused(rules);

        Ledger ledger = await reading;
        var now = new Witness(
            c.Store.Run, c.Cycle, server.SystemIdentifier, server.Timeline, c.Facts.LastAcknowledged, closed.RestorePointLsn, closed.Segment.Name,
            backup.Label, [.. c.Facts.Sentinels], ledger.Acknowledged, ledger.LedgerSha256, c.Time.GetUtcNow())
        {
            LoadStart = c.Facts.LoadStart,
            SegmentSize = server.SegmentSize,
            Incarnation = c.Stack.Incarnation,
        };
        await new WitnessStore(c.Stack).WriteAsync(now, cancellationToken);
        c.Record(new JournalEvent.WitnessRecorded(c.Cycle, now));
        return true;
    }
}
