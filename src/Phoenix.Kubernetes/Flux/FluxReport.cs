namespace Phoenix.Kubernetes.Flux;

/// <summary>How everything that is waited for stands together.</summary>
/// <param name="All">Each object, in the order of <c>dependsOn</c>.</param>
/// <param name="First">The first that keeps the others from being ready; null when everything is.</param>
/// <param name="Reason">That in words, with what else is not ready; null when everything is.</param>
internal sealed record FluxReport(IReadOnlyList<FluxJudgement> All, FluxJudgement? First, string? Reason)
{
    private const int Named = 5;

    /// <summary>Whether waiting is in vain.</summary>
    internal bool IsFinal => First is { Standing: FluxStanding.Stalled };

    /// <summary>How many are done with.</summary>
    internal int Done => All.Count(j => j.IsDone);

    /// <summary>Puts judgements together.</summary>
    /// <param name="state">What Flux says.</param>
    /// <param name="order">The objects, in the order of <c>dependsOn</c>.</param>
    /// <param name="judge">Judges each.</param>
    internal static FluxReport Of(FluxState state, IReadOnlyList<FluxKey> order, FluxJudge judge)
    {
        FluxJudgement[] all = [.. order.Select(judge.Judge)];
        FluxJudgement[] open = [.. all.Where(j => !j.IsDone)];
        if (open.Length == 0)
        {
            return new FluxReport(all, null, null);
        }

        FluxJudgement first = Deepest(state, open, Array.Find(open, j => j.Standing == FluxStanding.Stalled)
            ?? Array.Find(open, j => j.IsCause) ?? Array.Find(open, j => j.Standing != FluxStanding.Blocked) ?? open[0]);
        string[] others = [.. open.Where(j => j != first).Select(j => $"{j.Key.Namespace}/{j.Key.Name}")];
        string rest = others.Length == 0 ? ""
            : $"; not ready either: {string.Join(", ", others.Take(Named))}{(others.Length > Named ? $" and {others.Length - Named} more" : "")}";
        return new FluxReport(all, first, first + rest);
    }

    // One that waits for all that it applied fails because something of that fails: the cause is there.
    private static FluxJudgement Deepest(FluxState state, FluxJudgement[] open, FluxJudgement first)
    {
        HashSet<FluxKey> seen = [first.Key];
        while (state.Find(first.Key) is { WaitsForAll: true }
            && Array.Find(open, j => j.IsCause && state.Find(j.Key)?.Parent == first.Key && !seen.Contains(j.Key)) is { } child)
        {
            seen.Add(child.Key);
            first = child;
        }

        return first;
    }
}
