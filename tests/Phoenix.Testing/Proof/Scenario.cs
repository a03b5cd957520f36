using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Testing.Proof;

/// <summary>A drill in which nothing goes wrong, as <see cref="HistoryBuilder"/> plays it.</summary>
public sealed record Scenario
{
    public static Scenario Quiesced { get; } = new();

    public static Scenario Instant { get; } = new() { WipeAt = WipeMode.Instant, LostTail = 6 };

    public WipeMode WipeAt { get; init; } = WipeMode.Quiesced;

    public RecoveryTargetKind Target { get; init; } = RecoveryTargetKind.Latest;

    public bool Inclusive { get; init; } = true;

    public bool SynchronousStream { get; init; }

    public Objectives Objectives { get; init; } = Objectives.None;

    public int Writers { get; init; } = 4;

    /// <summary>The transfers, in the order of their commits.</summary>
    public IReadOnlyList<Step> Steps { get; init; } = Plain(48, 4);

    /// <summary>Instant: how many of the last commits never reached the archive.</summary>
    public int LostTail { get; init; }

    /// <summary>Writers by turns; among them one failure and two attempts in doubt, of which one committed.</summary>
    public static IReadOnlyList<Step> Plain(int count, int writers)
    {
        var steps = new Step[count];
        for (int i = 0; i < count; i++)
        {
            steps[i] = new Step(i % writers, WriteOutcome.Acknowledged, Commits: true);
        }

        steps[(count / 2) + 1] = steps[(count / 2) + 1] with { Outcome = WriteOutcome.Failed, Commits = false };
        steps[(count / 2) + 2] = steps[(count / 2) + 2] with { Outcome = WriteOutcome.InDoubt };
        steps[(count / 2) + 3] = steps[(count / 2) + 3] with { Outcome = WriteOutcome.InDoubt, Commits = false };
        return steps;
    }
}
