using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Drills;

/// <summary>Closes the last segment, waits until the repository holds it, and judges whether the stack may burn.</summary>
/// <param name="c">The cycle.</param>
public sealed class GateStep(CycleContext c)
{
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
        ArchiveListing listing = await AwaitArchiveAsync(closed, cancellationToken);

        BackupSet backup = c.Facts.Backup ?? throw new InvalidOperationException("the gate follows the backup");
        Task<Witness?> witness = new WitnessStore(c.Stack).ReadAsync(cancellationToken);
        Task<TimelineHistory> history = ReadPathAsync(server.Timeline, cancellationToken);
        await Task.WhenAll(witness, history);
        Witness? earlier = await witness;
        TimelineHistory path = await history;
        ArchiveObservation scan = ArchiveScan.Scan(listing, path, Min(c.Facts.LoadStart, backup.StartLsn), closed.Segment);

        // The writers have stopped, so their files are final: they are read while the segments are fetched.
        Task<Ledger> reading = Task.Run(() => Ledger.Read(c.Store.Run, c.Cycle, c.Store, c.Facts.Attempt), cancellationToken);
        Task<RepositoryInfo> info = c.Stack.Repository.ReadInfoAsync(cancellationToken);
        Task<string?> fetching = scan.Missing.Count > 0 ? Task.FromResult<string?>(null) : FetchAsync(path, closed.Segment, cancellationToken);
        await Task.WhenAll(reading, info, fetching);
        IReadOnlyList<RuleOutcome> rules = SafeToBurn.Evaluate(new GateEvidence
        {
            Server = server,
            Info = await info,
            Listing = listing,
            Backup = backup,
            Closed = closed,
            LastAcknowledged = c.Facts.LastAcknowledged,
            Archiver = await c.Stack.Database.ReadArchiverAsync(cancellationToken),
            Scan = scan,
            FetchedSha256 = await fetching,
            RestoreLocation = c.Stack.Repository.Location,
            StackLocation = c.Stack.ConfiguredLocation,
            WitnessedIdentifier = earlier?.SystemIdentifier,
            NewestTimeline = Newest(listing),
        });
        bool written = (await c.Stack.Database.IdentifyAsync(cancellationToken)).NextXid != server.NextXid;
        if (written && !last)
        {
            return false;
        }

        rules = [.. rules, new RuleOutcome("nobody-writes", !written, written ? "transactions began after the segment was closed: their commits would be lost" : "no transaction began after the segment was closed")];
        c.Record(new JournalEvent.GateEvaluated(c.Cycle, rules.All(r => r.Passed), rules));
        RuleOutcome[] failed = [.. rules.Where(r => !r.Passed)];
        if (failed.Length > 0)
        {
            throw new PhoenixException(
                ErrorCode.GateRefused,
                $"not safe to burn: {string.Join("; ", failed.Select(r => $"{r.Rule}: {r.Detail}"))}",
                "nothing was touched; mend what the rules name and run again");
        }

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

    // pg_switch_wal() and pg_stat_archiver are the server's word; only the bucket's own listing shows that the segment outlives it.
    private async Task<ArchiveListing> AwaitArchiveAsync(ClosedSegment closed, CancellationToken cancellationToken)
    {
        long start = c.Time.GetTimestamp();
        ArchiveListing? listing = null;
        await new Waiting(c.Time).ForAsync(
            new Gate($"segment {closed.Segment.Name} in the archive", c.Settings.ArchiveTimeout, async token =>
            {
                // The listing first: a repository that refuses us is an answer, and waiting for the server's archiver would only hide it.
                listing = await c.Stack.Repository.ListArchiveAsync(token);
                ArchiverStatus status = await c.Stack.Database.ReadArchiverAsync(token);
                if (status.Ready > 0)
                {
                    return $"{status.Ready} files wait to be archived{(status.LastFailed is null ? "" : $", last failure: {status.LastFailed} ({status.Failed} in all)")}";
                }

                listing = await c.Stack.Repository.ListArchiveAsync(token);
                return listing.Segments.ContainsKey(closed.Segment.Name) ? null : "it is not listed in the bucket";
            }),
            cancellationToken);
        c.Record(new JournalEvent.WaitEnded("archive", c.Time.GetElapsedTime(start).TotalSeconds));
        return listing!;
    }

    private async Task<TimelineHistory> ReadPathAsync(uint timeline, CancellationToken cancellationToken) =>
        timeline == 1
            ? TimelineHistory.Root(1)
            : await c.Stack.Repository.ReadHistoryAsync(timeline, cancellationToken)
                ?? throw new PhoenixException(
                    ErrorCode.GateRefused, $"{TimelineHistory.FileName(timeline)} is not in the archive, so no restore could find timeline {timeline}",
                    "wait until archiving has caught up, or look for its error in the server's log");

    // All segments of the cycle's load: pg_waldump reads the commit records from these copies, so they are what was proven restorable.
    private async Task<string?> FetchAsync(TimelineHistory path, WalSegment last, CancellationToken cancellationToken)
    {
        string? newest = null;
        await Parallel.ForEachAsync(
            path.Path(c.Facts.LoadStart, last.End, c.Facts.SegmentSize),
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = cancellationToken },
            async (segment, token) =>
            {
                string? sha = await c.Stack.Repository.FetchSegmentAsync(segment, c.WalDirectory, token);
                if (segment == last)
                {
                    newest = sha;
                }
            });
        return newest;
    }

    private uint Newest(ArchiveListing listing)
    {
        uint newest = listing.Histories.DefaultIfEmpty(1u).Max();
        foreach (string name in listing.Segments.Keys)
        {
            if (WalSegment.TryParse(name, c.Facts.SegmentSize, out WalSegment segment))
            {
                newest = Math.Max(newest, segment.Timeline);
            }
        }

        return newest;
    }

    private static Lsn Min(Lsn a, Lsn b) => a < b ? a : b;
}
