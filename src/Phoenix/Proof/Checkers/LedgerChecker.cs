using Phoenix.Recovery;

namespace Phoenix.Proof.Checkers;

/// <summary>Nothing acknowledged is lost beyond what was asked for, and nothing is there that should not be.</summary>
public sealed class LedgerChecker : IChecker
{
    /// <inheritdoc/>
    public string Name => "ledger";

    /// <inheritdoc/>
    public Finding Check(History history)
    {
        var finding = new FindingBuilder(Name);
        if (history.Ledger is not Ledger ledger)
        {
            finding.Doubt("the ledger or the server's rows were not read");
            return finding.Build("");
        }

        finding.RefuteIf(ledger.Unexpected > 0, $"{ledger.Unexpected} rows should not be there: {string.Join(", ", ledger.Phantoms)}");
        finding.DoubtIf(ledger.Acknowledged == 0, "no write was acknowledged");
        CompareWithWitness(history, ledger, finding);
        if (history.Target.Kind != RecoveryTargetKind.Latest)
        {
            CheckTarget(history, ledger, finding);
        }
        else if (history.WipeAt == WipeMode.Instant && !history.SynchronousStream)
        {
            CheckSuffix(history, ledger, finding);
        }
        else
        {
            finding.RefuteIf(ledger.Lost > 0, $"{ledger.Lost} acknowledged rows are lost, the first {First(ledger, static e => e.Lost)}");
        }

        return finding.Build($"{ledger.Acknowledged} acknowledged of {ledger.Attempted} attempted, {ledger.Present} present, {ledger.Lost} absent"
            + $"{(ledger.Lost > 0 ? " as the mode allows" : "")}, {ledger.InDoubt} in doubt ({ledger.InDoubtPresent} present), {ledger.Failed} failed");
    }

    private static void CompareWithWitness(History history, Ledger ledger, FindingBuilder finding)
    {
        finding.DoubtIf(ledger.Run != history.Run || ledger.Cycle != history.Cycle, "the ledger is of another run or cycle");
        if (history.Witness is not Witness witness)
        {
            finding.Doubt("there is no witness to compare the ledger with");
            return;
        }

        // A quiesced drill's witness saw the finished ledger; that of an instant one may have seen an earlier state.
        bool whole = history.WipeAt == WipeMode.Quiesced
            ? ledger.Acknowledged == witness.AcknowledgedRows && ledger.LedgerSha256 == witness.LedgerSha256
            : ledger.Acknowledged >= witness.AcknowledgedRows;
        finding.DoubtIf(!whole, $"the ledger ({ledger.Acknowledged} acknowledged) is not the one that the witness recorded ({witness.AcknowledgedRows})");
    }

    private static void CheckSuffix(History history, Ledger ledger, FindingBuilder finding)
    {
        if (ledger.Lost == 0)
        {
            return;
        }

        OrderViolations violations = OrderViolations.Find(ledger);
        finding.RefuteIf(violations.Count > 0, $"the {ledger.Lost} rows lost are no suffix: {violations.First} was acknowledged before a row was sent that is present");
        Rpa? rpa = Rpa.Of(history);
        bool? within = rpa?.Within(history.Objectives.Rpo);
        finding.RefuteIf(within == false, $"more is lost than the RPO {history.Objectives.Rpo} allows: {rpa}");
        finding.DoubtIf(within is null, $"the loss was not measured in the RPO's unit ({history.Objectives.Rpo}): {rpa}");
    }

    private static void CheckTarget(History history, Ledger ledger, FindingBuilder finding)
    {
        if (ReplayedCommits.Of(history) is not ReplayedCommits commits)
        {
            finding.Doubt("the commit log or the replayed LSN was not read: what the target keeps is not known");
            return;
        }

        if (commits.Fault is not null)
        {
            finding.Doubt(commits.Fault);
            return;
        }

        finding.Take(TargetCut.Check(history, history.Commits!, commits, history.ReplayedLsn!.Value));
        long lost = 0, beyond = 0, unknown = 0;
        LedgerEntry? firstLost = null, firstBeyond = null;
        foreach (LedgerEntry entry in ledger)
        {
            switch (commits.Expected(entry))
            {
                case true when entry.Lost:
                    lost++;
                    firstLost ??= entry;
                    break;
                case false when entry.Present:
                    beyond++;
                    firstBeyond ??= entry;
                    break;
                case null when entry.Acknowledged:
                    unknown++;
                    break;
            }
        }

        finding.RefuteIf(lost > 0, $"{lost} acknowledged rows up to the target are lost, the first {firstLost}");
        finding.RefuteIf(beyond > 0, $"{beyond} rows beyond the target are present, the first {firstBeyond}");
        finding.DoubtIf(unknown > 0, $"{unknown} acknowledged rows cannot be placed before or after the target");
    }

    private static LedgerEntry? First(Ledger ledger, Func<LedgerEntry, bool> match)
    {
        foreach (LedgerEntry entry in ledger)
        {
            if (match(entry))
            {
                return entry;
            }
        }

        return null;
    }
}
