using CsCheck;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

/// <summary>Random drills of every mode, and what must become of the verdict when something is planted in one.</summary>
internal static class RandomHistories
{
    public static Gen<Scenario> Scenarios { get; } = Gen.Select(Gen.Int[1, 5], Gen.Int[0, 3], Gen.Int[0, 7], Gen.Bool).SelectMany((writers, extra, kind, inclusive) =>
        Gen.Int[0, 9].Array[writers * (6 + extra)].Select(dice => Make(writers, kind, inclusive, dice)));

    public static Transfer? Pick(IEnumerable<Transfer> transfers, uint pick)
    {
        Transfer[] all = [.. transfers];
        return all.Length == 0 ? null : all[pick % all.Length];
    }

    /// <summary>Plants a fault in the played drill; <paramref name="plant"/> says whether it had a place.</summary>
    public static void Planted(Func<HistoryBuilder, uint, bool> plant, params string[] checkers) => Refuted(
        (scenario, pick) =>
        {
            var builder = new HistoryBuilder(scenario);
            return plant(builder, pick) ? builder.Build() : null;
        },
        checkers);

    /// <summary>Plants a fault in what was observed; <paramref name="plant"/> gives null when it had no place.</summary>
    public static void Observed(Func<History, uint, History?> plant, params string[] checkers) =>
        Refuted((scenario, pick) => plant(HistoryBuilder.Proven(scenario), pick), checkers);

    private static void Refuted(Func<Scenario, uint, History?> make, string[] checkers)
    {
        int planted = 0;
        Gen.Select(Scenarios, Gen.UInt).Sample(
            (scenario, pick) =>
            {
                if (make(scenario, pick) is not History history)
                {
                    return;
                }

                Interlocked.Increment(ref planted);
                ExaminationResult result = Judge.Examine(history);
                Assert.True(result.Verdict == Verdict.Refuted, Judge.Explain(result));
                Assert.All(checkers, name => Assert.True(result.Findings.Single(f => f.Checker == name).Verdict == Verdict.Refuted, $"{name} missed it: {Judge.Explain(result)}"));
            },
            iter: 200);
        Assert.True(planted > 20, $"the fault was planted only {planted} times");
    }

    private static Scenario Make(int writers, int kind, bool inclusive, int[] dice)
    {
        Step[] steps = new Step[dice.Length];
        int inDoubt = 0;
        for (int i = 0; i < steps.Length; i++)
        {
            bool mayDoubt = inDoubt < writers && i > writers && i < dice.Length - (2 * writers);
            steps[i] = dice[i] switch
            {
                0 => new Step(i % writers, WriteOutcome.Failed, false),
                1 when mayDoubt => new Step(i % writers, WriteOutcome.InDoubt, true),
                2 when mayDoubt => new Step(i % writers, WriteOutcome.InDoubt, false),
                3 when mayDoubt => new Step(i % writers, WriteOutcome.InDoubt, true, Known: false),
                4 when inDoubt < writers && i >= dice.Length - writers => new Step(i % writers, WriteOutcome.Pending, i % 2 == 0),
                _ => new Step(i % writers, WriteOutcome.Acknowledged, true),
            };
            inDoubt += steps[i].Outcome is WriteOutcome.InDoubt or WriteOutcome.Pending ? 1 : 0;
            if (i < writers || (i >= steps.Length / 2 && i < (steps.Length / 2) + writers))
            {
                steps[i] = new Step(i % writers, WriteOutcome.Acknowledged, true);
            }
        }

        Scenario plain = Scenario.Quiesced with { Writers = writers, Steps = steps };
        return kind switch
        {
            0 => plain,
            1 => plain with { WipeAt = WipeMode.Instant, LostTail = writers + 1 },
            2 => plain with { WipeAt = WipeMode.Instant, SynchronousStream = true },
            _ => plain with { Target = (RecoveryTargetKind)(kind - 2), Inclusive = inclusive },
        };
    }
}
