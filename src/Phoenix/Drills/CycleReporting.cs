using Phoenix.Journal;
using Phoenix.Proof;

namespace Phoenix.Drills;

/// <summary>Takes the figures of a cycle out of its history.</summary>
public static class CycleReporting
{
    /// <summary>The figures; what was not observed is null.</summary>
    public static CycleReport Report(History history)
    {
        Rpa? rpa = Rpa.Of(history);
        return new CycleReport(
            Rta.Of(history)?.TotalSeconds,
            rpa is null ? null : new RecoveryPointActual(rpa.Rows, rpa.WalBytes, rpa.Duration?.TotalSeconds),
            [.. SentinelExpectations.For(history).OrderBy(s => s.Key).Select(s => new SentinelResult(s.Key, s.Value, Found(history, s.Key)))],
            history.Ledger is { } l ? new LedgerCounts(l.Attempted, l.Acknowledged, l.Failed, l.InDoubt, l.Present, rpa?.Rows ?? l.Lost, l.Unexpected) : null,
            new DatabaseResult(
                history.Reborn?.SystemIdentifier ?? history.Witness?.SystemIdentifier,
                history.Witness?.Timeline,
                history.Reborn?.Timeline,
                history.Witness?.LastAcknowledgedLsn,
                history.ReplayedLsn));
    }

    private static SentinelExpectation? Found(History history, SentinelName name)
    {
        if (history.SentinelsFound is null)
        {
            return null;
        }

        string? written = history.Witness?.Sentinels.FirstOrDefault(s => s.Name == name)?.Content;
        return written is not null && history.SentinelsFound.GetValueOrDefault(name) == written ? SentinelExpectation.Present : SentinelExpectation.Absent;
    }
}
