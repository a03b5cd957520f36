using Phoenix.Verification;
using Xunit;

namespace Phoenix.Tests.Verification;

/// <summary>Three runs, one after the other, each sealed to the one before.</summary>
public sealed class ChainCheckTests
{
    private static readonly Recorded First = Recorded.At(0, null);
    private static readonly Recorded Second = Recorded.At(100, First.Read.Seal!.Sha256);
    private static readonly Recorded Third = Recorded.At(200, Second.Read.Seal!.Sha256);

    [Fact]
    public void A_whole_chain_holds_at_every_run()
    {
        Passed(First.Record(later: [Second, Third]), $"it is the first of its state directory; run {Second.Name} was sealed to it");
        Passed(Second.Record([First], [Third]), $"it follows run {First.Name}");
        Passed(Third.Record([Second, First]), "no later run vouches for it yet");
    }

    [Fact]
    public void A_run_sealed_anew_with_its_journal_is_given_away_by_the_run_after_it()
    {
        Recorded again = Recorded.At(100, First.Read.Seal!.Sha256);
        Failed(again.Record([First], [Third]), $"run {Third.Name} began after this one had ended");
        Failed(Third.Record([again, First]), "no intact earlier run has that seal");
    }

    [Fact]
    public void A_run_taken_out_is_missed_by_the_run_after_it() => Failed(Third.Record([First]), "was taken out or changed");

    [Fact]
    public void A_run_put_in_later_does_not_fit()
    {
        Recorded late = Recorded.At(50, First.Read.Seal!.Sha256);
        Failed(late.Record([First], [Second, Third]), $"run {Second.Name} began after this one had ended");
        Failed(Second.Record([late, First], [Third]), $"run {late.Name} had ended before this one began");
        Failed(Recorded.At(300, null).Record([Third, Second, First]), "was sealed to none");
    }

    [Fact]
    public void Runs_that_overlapped_are_not_called_broken()
    {
        // Begun while the first one ran, sealed before it: neither knows of the other.
        Recorded within = Recorded.At(5, null);
        Passed(within.Record([First], [Recorded.At(100, within.Read.Seal!.Sha256)]), "it is the first of its state directory");
        Passed(First.Record(later: [within, Recorded.At(100, within.Read.Seal!.Sha256)]), "was sealed to a run that overlapped this one");
    }

    private static void Passed(RunRecord record, string says) => Check(record, CheckState.Passed, says);

    private static void Failed(RunRecord record, string says) => Check(record, CheckState.Failed, says);

    private static void Check(RunRecord record, CheckState state, string says)
    {
        RecordCheck check = RecordVerifier.Check(record, null).Single(c => c.Name == CheckName.Chain);
        Assert.True(check.State == state, check.ToString());
        Assert.Contains(says, check.Detail, StringComparison.Ordinal);
    }
}
