using Phoenix.Proof;
using Phoenix.Proof.Checkers;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class BalancesCheckerTests
{
    [Fact]
    public void A_row_without_its_money_is_refuted() =>
        Judge.Is<BalancesChecker>(Verdict.Refuted, Judge.Planted(Scenario.Quiesced, b => b.EarlyKept.Money = false), "its ledger rows make it");

    [Fact]
    public void Money_without_its_row_is_refuted() =>
        Judge.Is<BalancesChecker>(Verdict.Refuted, Judge.Planted(Scenario.Quiesced, b => b.EarlyKept.Row = null));

    [Fact]
    public void A_torn_write_in_doubt_is_refuted() =>
        Judge.Is<BalancesChecker>(Verdict.Refuted, Judge.Planted(Scenario.Quiesced, b => b.Transfers.Single(t => t is { Outcome: WriteOutcome.InDoubt, Row: null }).Money = true));

    [Fact]
    public void Index_and_table_must_agree()
    {
        Refuted(a => a with { ByIndex = a.ByIndex + 1 }, "by index");
        Refuted(a => a with { BySequentialScan = a.BySequentialScan + 1 }, "by index");
        Refuted(a => a with { ByIndex = null }, "missing by index");
        Refuted(a => a with { BySequentialScan = null }, "missing by sequential scan");
        Refuted(a => a with { BySequentialScan = null, ByIndex = null }, "is missing, its ledger rows");
    }

    [Fact]
    public void Ledger_rows_that_only_one_of_table_and_index_has_are_refuted()
    {
        History history = HistoryBuilder.Proven();
        Judge.Is<BalancesChecker>(Verdict.Refuted, history with { LedgerRowsByIndex = history.LedgerRowsByIndex + 1 }, "by index");
        Judge.Is<BalancesChecker>(Verdict.Refuted, history with { LedgerRowsByIndex = history.LedgerRowsByIndex - 1 }, "by index");
    }

    [Fact]
    public void Money_made_from_nothing_is_refuted() =>
        Refuted(a => a with { BySequentialScan = a.BySequentialScan + 1, ByIndex = a.ByIndex + 1 }, "the sum of all accounts");

    [Fact]
    public void Accounts_missing_extra_or_strange_are_refuted()
    {
        History history = HistoryBuilder.Proven();
        AccountObservation[] accounts = [.. history.Accounts!];
        Judge.Is<BalancesChecker>(Verdict.Refuted, history with { Accounts = accounts[..^1] }, "8 were made");
        Judge.Is<BalancesChecker>(Verdict.Refuted, history with { Accounts = [.. accounts, new AccountObservation(8, 1000, 1000)] }, "8 were made");
        Judge.Is<BalancesChecker>(Verdict.Refuted, history with { Accounts = [.. accounts[..^1], accounts[0]] }, "7 different");
        Judge.Is<BalancesChecker>(Verdict.Refuted, history with { AccountCount = 9 });
        Judge.Is<BalancesChecker>(Verdict.Refuted, history with { Accounts = accounts[1..] }, "account 0 has ledger rows but is missing");
        Assert.DoesNotContain("no account was made", Judge.Of<BalancesChecker>(history with { AccountCount = 1 }).Detail, StringComparison.Ordinal);
        Judge.Is<BalancesChecker>(Verdict.Refuted, history with { Accounts = [.. accounts[..^1], accounts[^1] with { Id = 9 }] }, "were made");
    }

    [Fact]
    public void An_account_that_took_the_place_of_an_untouched_one_is_refuted()
    {
        History history = Judge.Planted(Scenario.Quiesced, b => b.Transfers.ForEach(t =>
        {
            if (t.Attempted.From == 7 || t.Attempted.To == 7)
            {
                t.Lose();
            }
        }));
        Judge.Is<BalancesChecker>(Verdict.Proven, history);
        Judge.Is<BalancesChecker>(Verdict.Refuted, history with { Accounts = [.. history.Accounts!.Take(7), new AccountObservation(99, 1000, 1000)] }, "were made");
    }

    [Fact]
    public void Accounts_may_be_numbered_from_one()
    {
        History history = Judge.Planted(Scenario.Quiesced, b => b.Transfers.ForEach(t =>
        {
            if (t.Attempted.From == 0 || t.Attempted.To == 0)
            {
                t.Lose();
            }
        }));
        Judge.Is<BalancesChecker>(Verdict.Proven, history with { Accounts = [.. history.Accounts!.Skip(1), new AccountObservation(8, 1000, 1000)] });
        Judge.Is<BalancesChecker>(Verdict.Refuted, history with { Accounts = [.. history.Accounts!.Skip(1), new AccountObservation(9, 1000, 1000)] });
    }

    [Fact]
    public void Accounts_numbered_from_elsewhere_are_refuted()
    {
        History history = Judge.Planted(Scenario.Quiesced, b => b.Transfers.ForEach(t =>
        {
            if (t.Attempted.From < 2 || t.Attempted.To < 2)
            {
                t.Lose();
            }
        }));
        Judge.Is<BalancesChecker>(Verdict.Proven, history);
        Judge.Is<BalancesChecker>(Verdict.Refuted,
            history with { Accounts = [.. history.Accounts!.Skip(2), new AccountObservation(8, 1000, 1000), new AccountObservation(9, 1000, 1000)] }, "were made");
    }

    [Fact]
    public void Nothing_moved_or_made_proves_nothing()
    {
        Judge.Is<BalancesChecker>(Verdict.Inconclusive, Judge.Planted(Scenario.Quiesced, b => b.Transfers.ForEach(t => t.Lose())), "no row moved");
        History history = Judge.Planted(Scenario.Quiesced, b => b.Transfers.ForEach(t => t.Lose()));
        Judge.Is<BalancesChecker>(Verdict.Inconclusive, history with { AccountCount = 0, Accounts = [] }, "no account was made");
    }

    private static void Refuted(Func<AccountObservation, AccountObservation> plant, string says)
    {
        History history = HistoryBuilder.Proven();
        AccountObservation[] accounts = [.. history.Accounts!];
        accounts[3] = plant(accounts[3]);
        Judge.Is<BalancesChecker>(Verdict.Refuted, history with { Accounts = accounts }, says);
    }
}
