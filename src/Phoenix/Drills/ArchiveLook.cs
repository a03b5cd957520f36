using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Drills;

/// <summary>What both gates read of the archive.</summary>
/// <param name="c">The cycle.</param>
internal sealed class ArchiveLook(CycleContext c)
{
    /// <summary>
    /// Waits until a segment is listed and no more than <paramref name="mostWaiting"/> wait behind it. pg_switch_wal() and pg_stat_archiver are the
    /// server's word; only the bucket's own listing shows that the segment outlives it.
    /// </summary>
    /// <exception cref="PhoenixException">TimedOut, or why nothing was archived for half a minute; for three seconds, where no repetition can mend it.</exception>
    public async Task<ArchiveListing> AwaitAsync(WalSegment segment, int mostWaiting, CancellationToken cancellationToken)
    {
        long start = c.Time.GetTimestamp();
        ArchiveStall stall = new(c.Time);
        ArchiveListing? listing = null;
        await new Waiting(c.Time).ForAsync(
            new Gate($"segment {segment.Name} in the archive", c.Settings.ArchiveTimeout, async token =>
            {
                // The listing first: a repository that refuses us is an answer, and waiting for the server's archiver would only hide it.
                listing = await c.Stack.Repository.ListArchiveAsync(token);
                ArchiverStatus status = await c.Stack.Database.ReadArchiverAsync(token);
                if (stall.Judge(status) is { } cause)
                {
                    throw new PhoenixException(cause.Code, $"segment {segment.Name} does not get into the archive: {cause.Message}", cause.Hint, cause);
                }

                if (status.Ready > mostWaiting)
                {
                    return $"{status.Ready} files wait to be archived{(status.LastFailed is null ? "" : $", last failure: {status.LastFailed} ({status.Failed} in all)")}";
                }

                listing = await c.Stack.Repository.ListArchiveAsync(token);
                return listing.Segments.ContainsKey(segment.Name) ? null : "it is not listed in the bucket";
            }),
            cancellationToken);
        c.Record(new JournalEvent.WaitEnded("archive", c.Time.GetElapsedTime(start).TotalSeconds));
        return listing!;
    }

    /// <summary>The timelines that a restore will follow.</summary>
    public async Task<TimelineHistory> ReadPathAsync(uint timeline, CancellationToken cancellationToken) =>
        timeline == 1
            ? TimelineHistory.Root(1)
            : await c.Stack.Repository.ReadHistoryAsync(timeline, cancellationToken)
                ?? throw new PhoenixException(
                    ErrorCode.GateRefused, $"{TimelineHistory.FileName(timeline)} is not in the archive, so no restore could find timeline {timeline}",
                    "wait until archiving has caught up, or look for its error in the server's log");

    /// <summary>Looks for holes from the backup's start, or the load's if that is earlier, to <paramref name="last"/>.</summary>
    public ArchiveObservation Scan(ArchiveListing listing, TimelineHistory path, WalSegment last)
    {
        BackupSet backup = c.Facts.Backup ?? throw new InvalidOperationException("the gate follows the backup");
        return ArchiveScan.Scan(listing, path, c.Facts.LoadStart < backup.StartLsn ? c.Facts.LoadStart : backup.StartLsn, last);
    }

    /// <summary>Fetches segments into the run's folder: pg_waldump reads the commit records from these copies, so they are what was proven restorable.</summary>
    /// <returns>SHA-256 of the last one; null when the archive has no such segment.</returns>
    public async Task<string?> FetchAsync(TimelineHistory path, Lsn from, WalSegment last, CancellationToken cancellationToken)
    {
        string? newest = null;
        await Parallel.ForEachAsync(
            path.Path(from, last.End, c.Facts.SegmentSize),
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
}
