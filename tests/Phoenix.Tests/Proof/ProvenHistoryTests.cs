using CsCheck;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

/// <summary>What is whole is Proven, whatever the mode; and every loss that can be planted in it is Refuted.</summary>
public sealed class ProvenHistoryTests
{
    private static readonly Gen<Scenario> Scenarios = Gen.Select(Gen.Int[1, 5], Gen.Int[0, 3], Gen.Int[0, 7], Gen.Bool).SelectMany((writers, extra, kind, inclusive) =>
        Gen.Int[0, 9].Array[writers * (6 + extra)].Select(dice => Make(writers, kind, inclusive, dice)));

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
    public void Whole_random_histories_are_proven() => Scenarios.Sample(
        scenario =>
        {
            ExaminationResult result = Judge.Examine(HistoryBuilder.Proven(scenario));
            Assert.True(result.Verdict == Verdict.Proven, Judge.Explain(result));
        },
        iter: 300);

    [Fact]
    public void A_loss_planted_anywhere_is_refuted() => Planted(
        (builder, pick) => Pick(builder.Transfers.Where(t => t is { Acknowledged: true, Row: not null }), pick)?.Lose(),
        "commit-records");

    [Fact]
    public void A_row_that_lost_its_money_is_refuted() => Planted(
        (builder, pick) =>
        {
            if (Pick(builder.Transfers.Where(t => t.Row is not null), pick) is Transfer t)
            {
                t.Money = false;
            }
        },
        "balances");

    [Fact]
    public void Money_that_lost_its_row_is_refuted() => Planted(
        (builder, pick) =>
        {
            if (Pick(builder.Transfers.Where(t => t is { Row: not null, Outcome: WriteOutcome.InDoubt }), pick) is Transfer t)
            {
                t.Row = null;
            }
        },
        "balances");

    [Fact]
    public void A_failed_write_that_is_there_is_refuted() => Planted(
        (builder, pick) => Pick(builder.Transfers.Where(t => t.Outcome == WriteOutcome.Failed), pick)?.Keep(),
        "ledger");

    [Fact]
    public void A_row_beyond_what_was_replayed_is_refuted() => Planted(
        (builder, pick) => Pick(builder.Transfers.Where(t => t is { Acknowledged: true, Row: null }), pick)?.Keep(),
        "commit-records");

    [Fact]
    public void An_altered_row_is_refuted() => Planted(
        (builder, pick) =>
        {
            if (Pick(builder.Transfers.Where(t => t.Row is not null), pick) is Transfer t)
            {
                t.Row = HistoryBuilder.Digested(t.Attempted with { Amount = t.Attempted.Amount + 1 });
            }
        },
        "ledger", "balances");

    [Fact]
    public void A_row_from_nowhere_is_refuted() => Planted(
        (builder, pick) => builder.Extra.Add(HistoryBuilder.Digested(builder.Transfers[(int)(pick % builder.Transfers.Count)].Attempted with { Number = 10_000 })),
        "ledger", "balances");

    private static Transfer? Pick(IEnumerable<Transfer> transfers, uint pick)
    {
        Transfer[] all = [.. transfers];
        return all.Length == 0 ? null : all[pick % all.Length];
    }

    private static void Planted(Action<HistoryBuilder, uint> plant, params string[] checkers)
    {
        int planted = 0;
        Gen.Select(Scenarios, Gen.UInt).Sample(
            (scenario, pick) =>
            {
                var builder = new HistoryBuilder(scenario);
                string before = State(builder);
                plant(builder, pick);
                if (State(builder) == before)
                {
                    return;
                }

                Interlocked.Increment(ref planted);
                ExaminationResult result = Judge.Examine(builder.Build());
                Assert.True(result.Verdict == Verdict.Refuted, Judge.Explain(result));
                Assert.All(checkers, name => Assert.True(result.Findings.Single(f => f.Checker == name).Verdict == Verdict.Refuted, $"{name} missed it: {Judge.Explain(result)}"));
            },
            iter: 200);
        Assert.True(planted > 20, $"the fault was planted only {planted} times");
    }

    private static string State(HistoryBuilder builder) =>
        string.Join(',', builder.Transfers.Select(t => $"{t.Row?.Digest}{t.Money}")) + builder.Extra.Count;

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
