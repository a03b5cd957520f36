using Phoenix.Recovery;

namespace Phoenix.Proof.Checkers;

/// <summary>Enough happened, at the right places, for the other findings to mean anything. Never refutes.</summary>
public sealed class VacuityChecker : IChecker
{
    /// <inheritdoc/>
    public string Name => "vacuity";

    /// <inheritdoc/>
    public Finding Check(History history)
    {
        var finding = new FindingBuilder(Name);
        if (history.Ledger is Ledger ledger)
        {
            CheckLoad(history, ledger, finding);
        }
        else
        {
            finding.Doubt("the ledger or the server's rows were not read");
        }

        CheckPlaces(history, finding);
        if (history.EarlierCycle is not null)
        {
            finding.DoubtIf(history.Ledger is { Present: 0 }, $"no row of {history.EarlierCycle} lies before the target: nothing would have been missed");
            finding.Leave($"rows of this run, all of which lie behind the target: what was proven are those of {history.EarlierCycle}");
        }

        return finding.Build($"{history.Ledger?.Acknowledged} writes acknowledged by {history.Load.Writers} writers, sentinels in their places");
    }

    private static void CheckLoad(History history, Ledger ledger, FindingBuilder finding)
    {
        LoadRequirement load = history.Load;
        long minimum = Math.Max(1, load.MinimumAcknowledged);
        finding.DoubtIf(ledger.Acknowledged < minimum, $"{ledger.Acknowledged} writes were acknowledged, {minimum} are needed");
        int silent = ledger.Writers.Count(w => w.Acknowledged == 0);
        finding.DoubtIf(load.Writers < 1 || ledger.Writers.Count != load.Writers || silent > 0,
            $"{ledger.Writers.Count - silent} of {load.Writers} writers had a write acknowledged");
        finding.DoubtIf(ledger.InDoubt > load.Writers, $"{ledger.InDoubt} writes are in doubt, more than the {load.Writers} writers");
        if (history.WipeAt != WipeMode.Instant)
        {
            return;
        }

        if (history.Wipe is not WipeObservation wipe)
        {
            finding.Doubt("the wipe was not observed");
            return;
        }

        foreach (LedgerWriter writer in ledger.Writers)
        {
            finding.DoubtIf(
                writer.LastAcknowledgedAt is long last && wipe.StartedAt - ledger.At(last) > load.LastWriteWithin,
                $"writer {writer.Writer} had no write acknowledged within {load.LastWriteWithin.TotalSeconds} s before the wipe");
        }
    }

    private static void CheckPlaces(History history, FindingBuilder finding)
    {
        if (history is not { Backup: BackupSet backup, Witness: Witness witness, Commits: CommitLog commits })
        {
            finding.DoubtIf(history.Backup is null, "the backup was not observed");
            finding.DoubtIf(history.Witness is null, "there is no witness");
            finding.DoubtIf(history.Commits is null, "the commit log was not read");
            return;
        }

        finding.DoubtIf(backup.SystemIdentifier != witness.SystemIdentifier, "the backup is of another cluster than the witness");
        foreach (Sentinel s in witness.Sentinels)
        {
            finding.DoubtIf(s.InsertLsn == Lsn.Zero, $"the place of {s.Name} in the WAL is not known");
        }

        Sentinel? a = Find(witness, SentinelName.A);
        Sentinel? b = Find(witness, SentinelName.B);
        Sentinel? c = Find(witness, SentinelName.C);
        Sentinel? d = Find(witness, SentinelName.D);
        finding.DoubtIf(a is null || a.InsertLsn >= backup.StartLsn, $"A was not written before the backup's start {backup.StartLsn}");
        finding.DoubtIf(b is null || b.InsertLsn < backup.StopLsn, $"B was not written after the backup's stop {backup.StopLsn}");
        finding.DoubtIf(b is null || !IsLogged(commits, b), "B's commit record is not in the archived WAL");
        finding.DoubtIf(SentinelExpectations.IsRequired(history, SentinelName.C) && (c is null || !IsLogged(commits, c)),
            "C's commit record is not in the archived WAL: its absence tells nothing");
        finding.DoubtIf(SentinelExpectations.IsRequired(history, SentinelName.D) && (d is null || d.InsertLsn < witness.ClosedLsn),
            $"D was not written into the open segment, after {witness.ClosedLsn}");
    }

    private static Sentinel? Find(Witness witness, SentinelName name) => witness.Sentinels.FirstOrDefault(s => s.Name == name);

    private static bool IsLogged(CommitLog commits, Sentinel sentinel) => sentinel.Xid != 0 && commits.Records.Any(r => r.Xid == (uint)sentinel.Xid);
}
