using Phoenix.Proof;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

/// <summary>Each checker says itself what it was not shown: none relies on another one, or on the examination, to notice.</summary>
public sealed class MissingObservationTests
{
    [Theory]
    [InlineData("archive", nameof(History.Archive), "the archive was not listed")]
    [InlineData("wipe", nameof(History.Wipe), "the wipe was not observed")]
    [InlineData("identity", nameof(History.Reborn), "the reborn server was not observed")]
    [InlineData("identity", nameof(History.Wipe), "the wipe was not observed")]
    [InlineData("identity", nameof(History.Witness), "there is no witness")]
    [InlineData("identity", nameof(History.ReplayedLsn), "the replayed LSN is not known")]
    [InlineData("identity", nameof(History.Backup), "the backup is not known")]
    [InlineData("ledger", nameof(History.Ledger), "the ledger or the server's rows were not read")]
    [InlineData("ledger", nameof(History.Witness), "there is no witness to compare the ledger with")]
    [InlineData("commit-records", nameof(History.Ledger), "the ledger or the server's rows were not read")]
    [InlineData("commit-records", nameof(History.Commits), "the commit log was not read")]
    [InlineData("commit-records", nameof(History.ReplayedLsn), "the replayed LSN is not known")]
    [InlineData("order", nameof(History.Ledger), "the ledger or the server's rows were not read")]
    [InlineData("sentinels", nameof(History.Witness), "there is no witness that knows the sentinels")]
    [InlineData("sentinels", nameof(History.SentinelsFound), "the sentinels were not read")]
    [InlineData("balances", nameof(History.Ledger), "the ledger or the server's rows were not read")]
    [InlineData("balances", nameof(History.Accounts), "the accounts were not read")]
    [InlineData("balances", nameof(History.LedgerRowsByIndex), "the ledger was not counted by index")]
    [InlineData("integrity", nameof(History.Integrity), "pages and structures were not checked")]
    [InlineData("liveness", nameof(History.Liveness), "reading, writing and archiving were not tried")]
    [InlineData("liveness", nameof(History.Reborn), "the reborn server was not observed")]
    [InlineData("liveness", nameof(History.Wipe), "the wipe was not observed")]
    [InlineData("queries", nameof(History.Queries), "proof.queries were not run")]
    [InlineData("vacuity", nameof(History.Ledger), "the ledger or the server's rows were not read")]
    [InlineData("vacuity", nameof(History.Backup), "the backup was not observed")]
    [InlineData("vacuity", nameof(History.Witness), "there is no witness")]
    [InlineData("vacuity", nameof(History.Commits), "the commit log was not read")]
    public void What_a_checker_was_not_shown_is_its_only_doubt(string checker, string observation, string says)
    {
        History history = HistoryBuilder.Proven();
        typeof(History).GetProperty(observation)!.SetValue(history, null);

        Finding finding = Examination.All.Single(c => c.Name == checker).Check(history);

        Assert.Equal((Verdict.Inconclusive, says), (finding.Verdict, finding.Detail));
    }

    [Fact]
    public void A_server_whose_backup_or_timeline_history_is_not_known_is_a_doubt()
    {
        History history = HistoryBuilder.Proven();
        IChecker identity = Examination.All.Single(c => c.Name == "identity");

        Assert.Equal("the backup that the server was restored from is not known", identity.Check(history with { Reborn = history.Reborn! with { BackupStart = null } }).Detail);
        Assert.Equal("the server's timeline history was not read", identity.Check(history with { Reborn = history.Reborn with { History = null } }).Detail);
    }

    [Fact]
    public void A_detail_is_given_whatever_the_verdict() =>
        Assert.All(Examination.All, c => Assert.NotEqual("", c.Check(HistoryBuilder.Proven()).Detail));
}
