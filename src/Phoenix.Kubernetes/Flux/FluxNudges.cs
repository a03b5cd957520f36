namespace Phoenix.Kubernetes.Flux;

/// <summary>
/// Finds objects that could go on and do not: their dependencies or their source became ready, and the controller has not put them back into its queue.
/// Flux looks again by itself at its interval, which may be hours away.
/// </summary>
/// <param name="after">How long an object may sit so before it is asked again.</param>
/// <param name="time">The clock.</param>
internal sealed class FluxNudges(TimeSpan after, TimeProvider time)
{
    private static readonly string[] WaitsForSource = ["ArtifactFailed", "SourceNotReady"];

    private readonly Dictionary<FluxKey, long> _since = [];

    /// <summary>Whether nothing keeps an object from going on but that nobody looks at it.</summary>
    internal static bool CouldGoOn(FluxState state, FluxJudge judge, FluxJudgement judgement)
    {
        if (state.Find(judgement.Key) is not { } of || of.IsSuspended || of.Content.IsDeleting || of.Reconciling is { IsTrue: true, Reason: not "ProgressingWithRetry" })
        {
            return false;
        }

        bool hasSource = of.Source is not { } source || judge.JudgeSource(source).Standing == FluxStanding.Ready;
        return hasSource && judge.AreDependenciesReady(of) && judgement.Standing switch
        {
            FluxStanding.Blocked or FluxStanding.Behind or FluxStanding.Asked => true,
            FluxStanding.Failing => of.Ready is { IsFalse: true } ready && WaitsForSource.Contains(ready.Reason),
            _ => false,
        };
    }

    /// <summary>Which objects sat long enough to be asked again, and when to look again for the others.</summary>
    internal (IReadOnlyList<FluxKey> Due, TimeSpan? Again) Find(FluxState state, FluxJudge judge, IReadOnlyList<FluxJudgement> judgements)
    {
        List<FluxKey> due = [];
        TimeSpan? again = null;
        foreach (FluxJudgement judgement in judgements)
        {
            if (!CouldGoOn(state, judge, judgement))
            {
                _since.Remove(judgement.Key);
                continue;
            }

            _since.TryAdd(judgement.Key, time.GetTimestamp());
            TimeSpan left = after - time.GetElapsedTime(_since[judgement.Key]);
            if (left <= TimeSpan.Zero)
            {
                _since[judgement.Key] = time.GetTimestamp();
                due.Add(judgement.Key);
                left = after;
            }

            again = again is { } a && a < left ? a : left;
        }

        return (due, again);
    }
}
