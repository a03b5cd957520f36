using Phoenix.Proof;
using Phoenix.Proof.Checkers;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

/// <summary>A recovery target of the past: an earlier cycle accounts for what must be there, and the sentinels are placed by their commit records.</summary>
public sealed class EarlierCycleTests
{
    private const string Earlier = "cycle 1 of run 20261123-000000-abcd";

    private static readonly Scenario AtXid = Scenario.Quiesced with { Target = RecoveryTargetKind.Xid };

    [Theory]
    [InlineData(RecoveryTargetKind.Xid)]
    [InlineData(RecoveryTargetKind.Lsn)]
    [InlineData(RecoveryTargetKind.Time)]
    [InlineData(RecoveryTargetKind.Name)]
    public void What_that_cycle_had_committed_by_then_is_proven_and_the_rest_is_said_to_be_left_out(RecoveryTargetKind kind)
    {
        ExaminationResult result = Judge.Examine(HistoryBuilder.Proven(Scenario.Quiesced with { Target = kind }) with { EarlierCycle = Earlier });
        Assert.True(result.Verdict == Verdict.Proven, Judge.Explain(result));
        Assert.Contains(result.Findings, f => f.NotCovered.Any(n => n.Contains(Earlier, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_sentinel_beyond_the_target_or_missing_before_it_is_refuted()
    {
        History history = HistoryBuilder.Proven(AtXid) with { EarlierCycle = Earlier };
        Dictionary<SentinelName, string> found = new(history.SentinelsFound!);
        Sentinel c = history.Witness!.Sentinels.Single(s => s.Name == SentinelName.C);
        Judge.Is<SentinelsChecker>(Verdict.Refuted, history with { SentinelsFound = new Dictionary<SentinelName, string>(found) { [SentinelName.C] = c.Content } }, "C is there");
        found.Remove(SentinelName.B);
        Judge.Is<SentinelsChecker>(Verdict.Refuted, history with { SentinelsFound = found }, "B is lost");
    }

    [Fact]
    public void A_sentinel_is_placed_by_its_commit_record_only()
    {
        History history = HistoryBuilder.Proven(AtXid) with { EarlierCycle = Earlier };
        SentinelExpectation Of(SentinelName name, History h) => SentinelExpectations.For(h)[name];
        History Known(SentinelName name, Func<Sentinel, Sentinel?> alter) => history with
        {
            Witness = history.Witness! with { Sentinels = [.. history.Witness.Sentinels.Select(s => s.Name == name ? alter(s) : s).OfType<Sentinel>()] },
        };

        Assert.Equal((SentinelExpectation.Present, SentinelExpectation.Present, SentinelExpectation.Absent),
            (Of(SentinelName.A, history), Of(SentinelName.B, history), Of(SentinelName.C, history)));
        Assert.Equal(SentinelExpectation.Either, Of(SentinelName.B, Known(SentinelName.B, s => s with { Xid = 5 })));
        Assert.Equal(SentinelExpectation.Either, Of(SentinelName.B, history with { Commits = null }));
        Assert.Equal(SentinelExpectation.Absent, Of(SentinelName.B, Known(SentinelName.B, _ => null)));

        CommitRecord[] unknown = [.. history.Commits!.Records, new CommitRecord(0, new Lsn(history.Commits.To.Value - 1), DateTimeOffset.UnixEpoch)];
        Assert.Equal(SentinelExpectation.Either, Of(SentinelName.B, Known(SentinelName.B, s => s with { Xid = 0 }) with { Commits = history.Commits with { Records = unknown } }));
    }

    [Fact]
    public void No_c_is_required_of_an_earlier_cycle()
    {
        History history = HistoryBuilder.Proven(AtXid) with { EarlierCycle = Earlier };
        History without = history with { Witness = history.Witness! with { Sentinels = [.. history.Witness.Sentinels.Where(s => s.Name != SentinelName.C)] } };
        Judge.Is<SentinelsChecker>(Verdict.Proven, without);
        Judge.Is<SentinelsChecker>(Verdict.Inconclusive, without with { EarlierCycle = null }, "C was never written");
    }

    [Fact]
    public void A_row_that_is_lost_before_the_target_or_there_beyond_it_is_refuted()
    {
        Judge.Is<LedgerChecker>(Verdict.Refuted, Judge.Planted(AtXid, b => b.Transfers.First(t => t is { Acknowledged: true, Row: not null }).Lose()) with { EarlierCycle = Earlier }, "are lost");
        Judge.Is<LedgerChecker>(Verdict.Refuted, Judge.Planted(AtXid, b => b.Transfers.Last(t => t is { Acknowledged: true, Row: null }).Keep()) with { EarlierCycle = Earlier }, "beyond the target are present");
    }

    [Fact]
    public void Where_no_row_lies_before_the_target_nothing_is_proven()
    {
        History history = Judge.Planted(AtXid, b => b.Transfers.ForEach(t => t.Lose())) with { EarlierCycle = Earlier };
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, history, "nothing would have been missed");
    }
}
