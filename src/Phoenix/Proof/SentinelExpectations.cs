using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>Which sentinels a drill must have, and what must have become of them.</summary>
public static class SentinelExpectations
{
    /// <summary>The expectation of each sentinel that the drill's mode requires, or that was written.</summary>
    public static IReadOnlyDictionary<SentinelName, SentinelExpectation> For(History history)
    {
        SortedDictionary<SentinelName, SentinelExpectation> expectations = [];
        foreach (SentinelName name in Enum.GetValues<SentinelName>())
        {
            if (IsRequired(history, name) || history.Witness?.Sentinels.Any(s => s.Name == name) == true)
            {
                expectations.Add(name, Expect(history, name));
            }
        }

        return expectations;
    }

    internal static bool IsRequired(History history, SentinelName name) => name switch
    {
        SentinelName.A or SentinelName.B => true,
        SentinelName.C => history.EarlierCycle is null && history.Target.Kind is not (RecoveryTargetKind.Latest or RecoveryTargetKind.Immediate),
        _ => history is { SynchronousStream: true, WipeAt: WipeMode.Instant, Target.Kind: RecoveryTargetKind.Latest },
    };

    private static SentinelExpectation Expect(History history, SentinelName name)
    {
        if (history.EarlierCycle is not null)
        {
            return Place(history, name);
        }

        bool latest = history.Target.Kind == RecoveryTargetKind.Latest;
        return name switch
        {
            SentinelName.A => SentinelExpectation.Present,
            SentinelName.B => history.Target.Kind == RecoveryTargetKind.Immediate ? SentinelExpectation.Absent : SentinelExpectation.Present,
            SentinelName.C => latest ? SentinelExpectation.Present : SentinelExpectation.Absent,
            _ when !latest => SentinelExpectation.Absent,
            _ => history.SynchronousStream ? SentinelExpectation.Present : SentinelExpectation.Either,
        };
    }

    // A target of the past may lie on either side of any sentinel: its commit record tells.
    private static SentinelExpectation Place(History history, SentinelName name) =>
        history.Witness?.Sentinels.FirstOrDefault(s => s.Name == name) is Sentinel written
            ? ReplayedCommits.Of(history)?.Expected(written) switch
            {
                true => SentinelExpectation.Present,
                false => SentinelExpectation.Absent,
                null => SentinelExpectation.Either,
            }
            : SentinelExpectation.Absent;
}
