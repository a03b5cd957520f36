using System.Globalization;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Drills;

/// <summary>
/// A recovery target with a value, which lies before this run: finds the cycle on record that accounts for what was written around it, and makes sure that the repository
/// still leads there. Nothing is touched.
/// </summary>
/// <param name="c">The cycle.</param>
internal sealed class GivenTarget(CycleContext c)
{
    private const int MostWindows = 6;

    private readonly ArchiveLook _archive = new(c);
    private readonly HashSet<EarlierCycle> _fetched = [];

    private RecoveryTarget Asked => c.Settings.Target;

    /// <summary>Puts the target and its cycle on record.</summary>
    /// <param name="info">The repository as a restore sees it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="PhoenixException">TargetImpossible: no rebirth can reach it, or none could be judged; with the windows that can be reached.</exception>
    public async Task ResolveAsync(RepositoryInfo info, CancellationToken cancellationToken)
    {
        ArchiveListing listing = await c.Stack.Repository.ListArchiveAsync(cancellationToken);
        EarlierCycle[] recorded =
        [
            .. c.Recorded.Read(c.Stack.Name).Where(e => e.Run != c.Store.Run && e.Witness.SystemIdentifier == info.SystemIdentifier && info.Backups.Any(b => b.Label == e.Backup.Label)),
        ];
        EarlierCycle[] candidates = [.. recorded.Where(e => Asked.Timeline is null || e.Witness.Timeline == Asked.Timeline)];
        List<EarlierCycle> found = [];
        foreach (EarlierCycle e in candidates)
        {
            if (await IsWithinAsync(e, candidates, cancellationToken))
            {
                found.Add(e);
            }
        }

        if (found.Count == 0)
        {
            throw Impossible(Why(candidates, listing), recorded);
        }

        if (found.Count > 1)
        {
            throw Impossible($"it lies on {found.Count} timelines: add ,timeline=N with N one of {string.Join(", ", found.Select(e => e.Witness.Timeline))}", recorded);
        }

        EarlierCycle chosen = found[0];
        await ThrowIfHoleAsync(chosen, listing, cancellationToken);

        // Before anything is touched: the commit records are read from these copies, and a segment that cannot be read is a reason not to begin.
        await FetchAsync(chosen, cancellationToken);
        RecoveryTarget target = Asked with { Timeline = chosen.Witness.Timeline };
        c.Record(new JournalEvent.TargetChosen(c.Cycle, target.ToString(), target.Kind == RecoveryTargetKind.Time ? RecoveryTargetParser.ParseTime(target.Value!) : null));
        c.Record(new JournalEvent.EarlierCycleChosen(c.Cycle, chosen.Run, chosen.Cycle, chosen.Backup.Label));
        c.Facts.Earlier = chosen;
    }

    private async Task FetchAsync(EarlierCycle earlier, CancellationToken cancellationToken)
    {
        if (_fetched.Add(earlier))
        {
            TimelineHistory path = await _archive.ReadPathAsync(earlier.Witness.Timeline, cancellationToken);
            await _archive.FetchAsync(path, earlier.Witness.LoadStart, Last(earlier), cancellationToken);
        }
    }

    private static WalSegment Last(EarlierCycle e) =>
        WalSegment.TryParse(e.Witness.LastSegment, e.Witness.SegmentSize, out WalSegment last)
            ? last
            : throw new PhoenixException(ErrorCode.RecordDamaged, $"the witness of {e} names no last segment", "its journal is damaged; use another target");

    // Recovery must pass the backup's end, and what it passes must have been archived when the cycle's gate looked.
    private async Task<bool> IsWithinAsync(EarlierCycle e, EarlierCycle[] candidates, CancellationToken cancellationToken)
    {
        switch (Asked.Kind)
        {
            case RecoveryTargetKind.Lsn:
                return Lsn.TryParse(Asked.Value, out Lsn lsn) && lsn > e.Backup.StopLsn && lsn <= e.Witness.ClosedLsn;
            case RecoveryTargetKind.Time:
                // The backup's end is known to the second.
                DateTimeOffset time = RecoveryTargetParser.ParseTime(Asked.Value!);
                return time > e.Backup.StoppedAt.AddSeconds(1) && time <= e.Witness.RecordedAt;
            case RecoveryTargetKind.Name:
                return e.RestorePoint == Asked.Value;
            case RecoveryTargetKind.Xid:
                return ulong.TryParse(Asked.Value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong xid)
                    && MayHold(e, candidates, xid) && await HoldsAsync(e, xid, cancellationToken);
            default:
                return false;
        }
    }

    // Numbers only climb along a timeline, so only its last cycle that began at or below this one is worth its WAL being read.
    private static bool MayHold(EarlierCycle e, EarlierCycle[] candidates, ulong xid) =>
        First(e) <= xid && !candidates.Any(o => o.Witness.Timeline == e.Witness.Timeline && First(o) <= xid && First(o) > First(e));

    private static ulong First(EarlierCycle e) => e.Witness.Sentinels.Select(s => s.Xid).DefaultIfEmpty(ulong.MaxValue).Min();

    private async Task<bool> HoldsAsync(EarlierCycle e, ulong xid, CancellationToken cancellationToken)
    {
        await FetchAsync(e, cancellationToken);
        CommitLog log = await c.Stack.Wal.ReadCommitsAsync(c.WalDirectory, e.Witness.Timeline, e.Witness.LoadStart, e.Witness.ClosedLsn, cancellationToken);
        return log.Records.Any(r => r.Xid == (uint)xid && r.Lsn > e.Backup.StopLsn);
    }

    private async Task ThrowIfHoleAsync(EarlierCycle chosen, ArchiveListing listing, CancellationToken cancellationToken)
    {
        TimelineHistory path = await _archive.ReadPathAsync(chosen.Witness.Timeline, cancellationToken);
        ArchiveObservation scan = ArchiveScan.Scan(listing, path, chosen.Backup.StartLsn, Last(chosen));
        if (scan.Missing.Count > 0)
        {
            throw Impossible($"the archive has a hole on the way to it: {string.Join(", ", scan.Missing.Take(5))}", []);
        }
    }

    private string Why(EarlierCycle[] candidates, ArchiveListing listing)
    {
        if (Asked.Timeline is uint timeline && listing.Newest(timeline, c.Facts.SegmentSize) is null)
        {
            return $"the archive has no timeline {timeline}";
        }

        if (candidates.Length > 0 && Asked.Kind == RecoveryTargetKind.Lsn && Lsn.TryParse(Asked.Value, out Lsn lsn))
        {
            return lsn <= candidates.Min(e => e.Backup.StopLsn) ? "it lies before the end of the oldest backup that is left"
                : lsn > candidates.Max(e => e.Witness.ClosedLsn) ? "it lies after the end of the archived WAL"
                : "it lies between what the cycles on record wrote, so what a rebirth would have to hold is not known";
        }

        if (candidates.Length > 0 && Asked.Kind == RecoveryTargetKind.Time)
        {
            DateTimeOffset time = RecoveryTargetParser.ParseTime(Asked.Value!);
            return time <= candidates.Min(e => e.Backup.StoppedAt.AddSeconds(1)) ? "it lies before the end of the oldest backup that is left"
                : time > candidates.Max(e => e.Witness.RecordedAt) ? "it lies after the end of the archived WAL"
                : "it lies between what the cycles on record wrote, so what a rebirth would have to hold is not known";
        }

        return candidates.Length == 0 ? "no cycle on record accounts for what was written there" : "no cycle on record holds it after the end of its backup";
    }

    private PhoenixException Impossible(string why, IReadOnlyList<EarlierCycle> recorded) => new(
        ErrorCode.TargetImpossible,
        $"the recovery target '{Asked}' cannot be reached and proven: {why}",
        recorded.Count == 0
            ? "run a drill without a given target first; a later one can go back into it"
            : "possible: " + string.Join("; ", recorded.Take(MostWindows).Select(Window)) + (recorded.Count > MostWindows ? $"; and {recorded.Count - MostWindows} older ones" : ""));

    private static string Window(EarlierCycle e) => string.Create(
        CultureInfo.InvariantCulture,
        $"timeline {e.Witness.Timeline} behind {e.Backup.StopLsn} up to {e.Witness.ClosedLsn} (after {e.Backup.StoppedAt.AddSeconds(1):yyyy-MM-dd HH:mm:sszzz}, until {e.Witness.RecordedAt:yyyy-MM-dd HH:mm:sszzz}{(e.RestorePoint is null ? "" : $", name {e.RestorePoint}")})");
}
