using CsCheck;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

/// <summary>What is whole is Proven, whatever the mode.</summary>
public sealed class ProvenHistoryTests
{
    public static TheoryData<Scenario> Modes =>
    [
        Scenario.Quiesced,
        Scenario.Instant,
        Scenario.Instant with { LostTail = 0 },
        Scenario.Instant with { SynchronousStream = true },
        .. from kind in Enum.GetValues<RecoveryTargetKind>()
           from inclusive in (bool[])[true, false]
           where kind is not RecoveryTargetKind.Latest
           select Scenario.Quiesced with { Target = kind, Inclusive = inclusive },
    ];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Whole_history_is_proven_in_every_mode(Scenario scenario)
    {
        ExaminationResult result = Judge.Examine(HistoryBuilder.Proven(scenario));
        Assert.True(result.Verdict == Verdict.Proven, Judge.Explain(result));
    }

    [Fact]
    public void Whole_random_histories_are_proven_whichever_way_their_writes_in_doubt_went()
    {
        int present = 0, absent = 0, unknown = 0;
        RandomHistories.Scenarios.Sample(
            scenario =>
            {
                var builder = new HistoryBuilder(scenario);
                ExaminationResult result = Judge.Examine(builder.Build());
                Assert.True(result.Verdict == Verdict.Proven, Judge.Explain(result));
                Transfer[] inDoubt = [.. builder.Transfers.Where(t => t.Outcome is WriteOutcome.InDoubt or WriteOutcome.Pending)];
                Interlocked.Add(ref present, inDoubt.Count(t => t.Row is not null));
                Interlocked.Add(ref absent, inDoubt.Count(t => t.Row is null));
                Interlocked.Add(ref unknown, inDoubt.Count(t => t.Xid == 0));
            },
            iter: 300);
        Assert.True(Math.Min(present, Math.Min(absent, unknown)) > 20, $"in doubt: {present} present, {absent} absent, {unknown} of unknown transactions");
    }
}
