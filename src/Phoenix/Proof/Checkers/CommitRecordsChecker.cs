using Phoenix.Recovery;

namespace Phoenix.Proof.Checkers;

/// <summary>The rows present are exactly those whose commit records the archived WAL shows below the replayed LSN.</summary>
public sealed class CommitRecordsChecker : IChecker
{
    /// <inheritdoc/>
    public string Name => "commit-records";

    /// <inheritdoc/>
    public Finding Check(History history)
    {
        var finding = new FindingBuilder(Name);
        if (history.Ledger is not Ledger ledger || ReplayedCommits.Of(history) is not ReplayedCommits commits)
        {
            finding.DoubtIf(history.Ledger is null, "the ledger or the server's rows were not read");
            finding.DoubtIf(history.Commits is null, "the commit log was not read");
            finding.DoubtIf(history.ReplayedLsn is null, "the replayed LSN is not known");
            return finding.Build("");
        }

        if (commits.Fault is not null)
        {
            finding.Doubt(commits.Fault);
            return finding.Build("");
        }

        // Whatever the wipe's mode: to recover to the latest is to replay all that the archive holds.
        finding.RefuteIf(
            history.Target.Kind == RecoveryTargetKind.Latest && commits.ReplayedCount < commits.Count,
            $"replay ended at {history.ReplayedLsn} after {commits.ReplayedCount} commits, but the archive holds {commits.Count}");
        long judged = Compare(history, ledger, commits, finding);
        finding.DoubtIf(judged == 0, "the commit log judges no attempt");
        return finding.Build($"{judged} attempts agree with {commits.ReplayedCount} commit records below {history.ReplayedLsn}");
    }

    private static long Compare(History history, Ledger ledger, ReplayedCommits commits, FindingBuilder finding)
    {
        bool allArchived = history.WipeAt == WipeMode.Quiesced || history.SynchronousStream;
        Lsn end = history.Commits!.To;
        long judged = 0, missing = 0, uncovered = 0, before = 0, undecided = 0, disagree = 0;
        LedgerEntry? firstMissing = null, firstDisagree = null;
        foreach (LedgerEntry entry in ledger)
        {
            if (entry.Xid == 0)
            {
                undecided += entry.Acknowledged ? 1 : 0;
                continue;
            }

            if (commits.IsBeforeLog(entry))
            {
                before++;
                continue;
            }

            judged++;
            if (entry.Acknowledged && allArchived && !commits.IsLogged(entry))
            {
                // Its record lies at or after its insert LSN: past the end of what was read, the archive is not to blame.
                bool past = entry.InsertLsn >= end;
                uncovered += past ? 1 : 0;
                missing += past ? 0 : 1;
                firstMissing ??= past ? null : entry;
            }

            bool? expected = commits.Expected(entry);
            if (expected is null)
            {
                undecided += entry.Present ? 1 : 0;
            }
            else if (expected != entry.Present)
            {
                disagree++;
                firstDisagree ??= entry;
            }
        }

        finding.RefuteIf(missing > 0, $"{missing} acknowledged rows have no commit record in the archived WAL, the first {firstMissing}");
        finding.RefuteIf(disagree > 0, $"{disagree} attempts disagree with the archived WAL, the first {firstDisagree}: "
            + (firstDisagree?.Present == true ? "present without a replayed commit record" : "absent though its commit record was replayed"));
        finding.DoubtIf(uncovered > 0, $"the commit log ends at {end}, before {uncovered} acknowledged rows");
        finding.DoubtIf(undecided > 0, $"{undecided} rows cannot be compared with the commit log");
        if (before > 0)
        {
            finding.Leave($"{before} attempts made before the commit log begins ({history.Commits.From})");
        }

        return judged;
    }
}
