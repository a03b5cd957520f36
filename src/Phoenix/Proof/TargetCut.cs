using System.Globalization;
using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>Compares where replay ended with where PostgreSQL must have ended it for a recovery target, counted in commit records of the independent log.</summary>
internal static class TargetCut
{
    /// <summary>Null when replay ended where it had to; else a verdict and its reason.</summary>
    public static (Verdict Verdict, string Reason)? Check(History history, CommitLog log, ReplayedCommits commits, Lsn replayed) =>
        history.Target.Kind switch
        {
            RecoveryTargetKind.Immediate => Immediate(history, replayed),
            _ when replayed > log.To => (Verdict.Inconclusive, $"the commit log ends at {log.To}, before the replayed LSN {replayed}"),
            RecoveryTargetKind.Time => Time(history, log, commits),
            RecoveryTargetKind.Lsn => AtLsn(history, log, commits),
            RecoveryTargetKind.Xid => AtXid(history, log, commits),
            RecoveryTargetKind.Name => AtName(history, log, commits),
            _ => null,
        };

    private static (Verdict, string)? Immediate(History history, Lsn replayed)
    {
        if (history.Backup is null)
        {
            return (Verdict.Inconclusive, "the backup was not observed");
        }

        return replayed < history.Backup.StopLsn
            ? (Verdict.Refuted, $"replay ended at {replayed}, before the backup's consistency point {history.Backup.StopLsn}")
            : null;
    }

    // recoveryStopsBefore(): the first commit record past the target ends replay, whatever the timestamps of later ones.
    private static (Verdict, string)? Time(History history, CommitLog log, ReplayedCommits commits)
    {
        if (history.TargetTime is not DateTimeOffset target)
        {
            return (Verdict.Inconclusive, "the target's moment is not known");
        }

        int cut = log.Records.TakeWhile(r => IsUpTo(r.CommittedAt, target, history.Target.Inclusive)).Count();
        return Exactly(commits, cut, $"time {target:O}");
    }

    private static bool IsUpTo(DateTimeOffset moment, DateTimeOffset target, bool inclusive) => inclusive ? moment <= target : moment < target;

    // Inclusive: the first record of any kind that begins at or past the target is still replayed.
    private static (Verdict, string)? AtLsn(History history, CommitLog log, ReplayedCommits commits)
    {
        if (!Lsn.TryParse(history.Target.Value, out Lsn target))
        {
            return (Verdict.Inconclusive, $"the target '{history.Target.Value}' is no LSN");
        }

        int below = log.Records.TakeWhile(r => r.Lsn < target).Count();
        if (!history.Target.Inclusive || below == commits.Count)
        {
            return Exactly(commits, below, $"LSN {target}");
        }

        // A commit record exactly at the target is that first record; one further on may or may not be.
        return log.Records.ElementAt(below).Lsn == target || commits.ReplayedCount > below
            ? Exactly(commits, below + 1, $"LSN {target}")
            : Exactly(commits, below, $"LSN {target}");
    }

    private static (Verdict, string)? AtXid(History history, CommitLog log, ReplayedCommits commits)
    {
        if (!ulong.TryParse(history.Target.Value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong xid)
            || IndexOf(log, xid) is not int index)
        {
            return (Verdict.Inconclusive, $"the commit log has no transaction '{history.Target.Value}'");
        }

        return Exactly(commits, history.Target.Inclusive ? index + 1 : index, $"xid {xid}");
    }

    // The restore point itself is no commit record: it is known to lie after B and before C.
    private static (Verdict, string)? AtName(History history, CommitLog log, ReplayedCommits commits)
    {
        if (Sentinel(history, SentinelName.B) is not Sentinel b || IndexOf(log, b.Xid) is not int first
            || Sentinel(history, SentinelName.C) is not Sentinel c || IndexOf(log, c.Xid) is not int end)
        {
            return (Verdict.Inconclusive, "the commit log does not show sentinels B and C, between which the restore point lies");
        }

        return commits.ReplayedCount <= first || commits.ReplayedCount > end
            ? (Verdict.Refuted, $"replay ended after {commits.ReplayedCount} commits, not between B (commit {first + 1}) and C (commit {end + 1})")
            : null;
    }

    private static (Verdict, string)? Exactly(ReplayedCommits commits, int expected, string target) =>
        commits.ReplayedCount == expected
            ? null
            : (Verdict.Refuted, $"replay ended after {commits.ReplayedCount} commits; the target {target} asks for {expected}");

    private static Sentinel? Sentinel(History history, SentinelName name) => history.Witness?.Sentinels.FirstOrDefault(s => s.Name == name);

    private static int? IndexOf(CommitLog log, ulong xid)
    {
        int index = log.Records.TakeWhile(r => r.Xid != (uint)xid).Count();
        return index < log.Records.Count ? index : null;
    }
}
