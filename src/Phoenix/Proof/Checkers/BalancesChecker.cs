namespace Phoenix.Proof.Checkers;

/// <summary>Each account is its initial balance plus the fold of the ledger's rows, by sequential scan and by index: no transfer is torn.</summary>
public sealed class BalancesChecker : IChecker
{
    /// <inheritdoc/>
    public string Name => "balances";

    /// <inheritdoc/>
    public Finding Check(History history)
    {
        var finding = new FindingBuilder(Name);
        if (history is not { Ledger: Ledger ledger, Accounts: IReadOnlyList<AccountObservation> accounts, LedgerRowsByIndex: long byIndex })
        {
            finding.DoubtIf(history.Ledger is null, "the ledger or the server's rows were not read");
            finding.DoubtIf(history.Accounts is null, "the accounts were not read");
            finding.DoubtIf(history.LedgerRowsByIndex is null, "the ledger was not counted by index");
            return finding.Build("");
        }

        finding.DoubtIf(history.AccountCount < 1, "no account was made");
        finding.DoubtIf(ledger.Rows == 0, "no row moved any money");
        finding.RefuteIf(byIndex != ledger.Rows, $"the ledger has {ledger.Rows} rows by sequential scan and {byIndex} by index");
        CheckIdentities(history, ledger, accounts, finding);
        long total = 0;
        foreach (AccountObservation account in accounts)
        {
            long expected = history.InitialBalance + ledger.Moved.GetValueOrDefault(account.Id);
            if (account.BySequentialScan != account.ByIndex)
            {
                finding.Refute($"account {account.Id} is {Show(account.BySequentialScan)} by sequential scan and {Show(account.ByIndex)} by index");
            }
            else if (account.ByIndex != expected)
            {
                finding.Refute($"account {account.Id} is {Show(account.ByIndex)}, its ledger rows make it {expected}");
            }

            total = unchecked(total + (account.BySequentialScan ?? 0));
        }

        finding.RefuteIf(total != history.InitialBalance * history.AccountCount, $"the sum of all accounts is {total}, not {history.InitialBalance * history.AccountCount}");
        return finding.Build($"{accounts.Count} accounts are the fold of {ledger.Rows} rows, by sequential scan and by index; their sum is {total}");
    }

    // Accounts are numbered without gaps, so the lowest and the highest number and the count leave room for no other set.
    private static void CheckIdentities(History history, Ledger ledger, IReadOnlyList<AccountObservation> accounts, FindingBuilder finding)
    {
        HashSet<int> ids = [.. accounts.Select(a => a.Id)];
        bool dense = ids.Count == 0 || (ids.Min() is 0 or 1 && ids.Max() - ids.Min() == ids.Count - 1);
        finding.RefuteIf(
            accounts.Count != history.AccountCount || ids.Count != accounts.Count || !dense,
            $"{accounts.Count} accounts ({ids.Count} different) were found, {history.AccountCount} were made");
        foreach (int id in ledger.Moved.Keys.Where(id => !ids.Contains(id)).Order().Take(Ledger.PhantomSample))
        {
            finding.Refute($"account {id} has ledger rows but is missing");
        }
    }

    private static string Show(long? balance) => balance is long b ? $"{b}" : "missing";
}
