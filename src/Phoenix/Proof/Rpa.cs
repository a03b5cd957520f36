using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>The recovery point actual: acknowledged commits that were lost, not counting those that the recovery target left out on request.</summary>
/// <param name="Rows">Acknowledged rows lost.</param>
/// <param name="WalBytes">WAL from where replay ended, or the first lost row if that is earlier, to the last acknowledged write; null when not known.</param>
/// <param name="Duration">From the acknowledgement of the oldest lost row to the moment the stack was cut off; null when not known.</param>
public sealed record Rpa(long Rows, long? WalBytes, TimeSpan? Duration)
{
    /// <summary>Measures the loss; null when the ledger, or for a recovery target the commit log, does not tell.</summary>
    public static Rpa? Of(History history)
    {
        if (history.Ledger is not Ledger ledger)
        {
            return null;
        }

        if (ledger.Lost == 0)
        {
            return new Rpa(0, 0, TimeSpan.Zero);
        }

        ReplayedCommits? commits = null;
        if (history.Target.Kind != RecoveryTargetKind.Latest)
        {
            commits = ReplayedCommits.Of(history);
            if (commits is null or { Fault: not null })
            {
                return null;
            }
        }

        long rows = 0;
        long oldest = long.MaxValue;
        Lsn first = new(ulong.MaxValue);
        Lsn last = history.Witness?.LastAcknowledgedLsn ?? Lsn.Zero;
        foreach (LedgerEntry entry in ledger)
        {
            if (!entry.Lost || commits?.Expected(entry) == false)
            {
                continue;
            }

            rows++;
            oldest = Math.Min(oldest, entry.EndedAt);
            if (entry.InsertLsn != Lsn.Zero)
            {
                first = entry.InsertLsn < first ? entry.InsertLsn : first;
                last = entry.InsertLsn > last ? entry.InsertLsn : last;
            }
        }

        return rows == 0 ? new Rpa(0, 0, TimeSpan.Zero) : new Rpa(rows, Bytes(history.ReplayedLsn, first, last), Back(history, ledger.At(oldest)));
    }

    /// <summary>Whether the loss is allowed: true, false, or null when it was not measured in the objective's unit.</summary>
    public bool? Within(Rpo rpo) => rpo switch
    {
        Rpo.Report => true,
        Rpo.NoRow => Rows == 0,
        Rpo.Duration d => Duration is TimeSpan lost ? lost <= d.Limit : null,
        Rpo.Size s => WalBytes is long lost ? lost <= s.Limit : null,
        _ => null,
    };

    /// <summary>For messages: rows, bytes and seconds.</summary>
    public override string ToString() =>
        $"{Rows} rows, {(WalBytes is long b ? b : "unknown")} bytes of WAL, {(Duration is TimeSpan d ? d.TotalSeconds : "unknown")} s";

    private static long? Bytes(Lsn? replayed, Lsn first, Lsn last)
    {
        if (replayed is not Lsn from || last == Lsn.Zero)
        {
            return null;
        }

        return Math.Max(0, last - (first < from ? first : from));
    }

    private static TimeSpan? Back(History history, DateTimeOffset oldest)
    {
        if (history.Wipe is null)
        {
            return null;
        }

        TimeSpan back = history.Wipe.CutOffAt - oldest;
        return back > TimeSpan.Zero ? back : TimeSpan.Zero;
    }
}
