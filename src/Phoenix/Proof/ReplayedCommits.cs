using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>The commit log, cut at the replayed LSN: an account of what must be there that neither client nor server gave.</summary>
internal sealed class ReplayedCommits
{
    private readonly XidSet _logged = new();
    private readonly XidSet _replayed = new();
    private readonly Lsn _from;
    private readonly bool _reachesReplayed;

    private ReplayedCommits(CommitLog log, Lsn replayedLsn)
    {
        _from = log.From;
        _reachesReplayed = replayedLsn <= log.To;
        Count = log.Records.Count;
        Lsn last = log.From;
        int previous = 0;
        foreach (CommitRecord record in log.Records)
        {
            if (record.Lsn < last || record.Lsn >= log.To)
            {
                Fault ??= $"the commit log is not in WAL order within {log.From} to {log.To} at {record.Lsn}";
            }

            last = record.Lsn;
            _logged.Add(record.Xid);
            if (record.Lsn < replayedLsn)
            {
                _replayed.Add(record.Xid);
                previous++;
            }
        }

        ReplayedCount = previous;
        if (replayedLsn < log.From)
        {
            Fault ??= $"the commit log begins at {log.From}, after the replayed LSN {replayedLsn}";
        }
    }

    /// <summary>Records in the log.</summary>
    public int Count { get; }

    /// <summary>Records that begin before the replayed LSN. Being in WAL order, they are the first ones.</summary>
    public int ReplayedCount { get; }

    /// <summary>Why the log cannot be used; null when it can.</summary>
    public string? Fault { get; }

    /// <summary>Cuts the history's log; null when log or replayed LSN were not observed.</summary>
    public static ReplayedCommits? Of(History history) =>
        history is { Commits: CommitLog log, ReplayedLsn: Lsn replayed } ? new ReplayedCommits(log, replayed) : null;

    /// <summary>Whether the commit record of the entry's transaction, which must be known, is in the log at all.</summary>
    public bool IsLogged(in LedgerEntry entry) => _logged.Contains((uint)entry.Xid);

    /// <summary>Whether the log cannot judge the entry, whose transaction must be known, because it may have committed before the log begins.</summary>
    public bool IsBeforeLog(in LedgerEntry entry) => entry.InsertLsn != Lsn.Zero && entry.InsertLsn < _from && !IsLogged(entry);

    /// <summary>Whether a sentinel must be there: true, false, or null when the log cannot tell.</summary>
    public bool? Expected(Sentinel sentinel) => sentinel.Xid != 0 && _logged.Contains((uint)sentinel.Xid) ? _replayed.Contains((uint)sentinel.Xid) : null;

    /// <summary>Whether the entry's row must be there: true, false, or null when the log cannot tell.</summary>
    public bool? Expected(in LedgerEntry entry)
    {
        if (entry.Xid == 0)
        {
            return null;
        }

        if (IsLogged(entry))
        {
            return _replayed.Contains((uint)entry.Xid);
        }

        if (IsBeforeLog(entry))
        {
            // What was acknowledged there lies before the replayed LSN; what was not may have been rolled back.
            return entry.Acknowledged ? true : null;
        }

        return _reachesReplayed ? false : null;
    }
}
