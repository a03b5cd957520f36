using Phoenix.Errors;
using Phoenix.Kubernetes.Snapshots;
using Phoenix.Ports;

namespace Phoenix.Kubernetes.Flux;

/// <summary>
/// One reconciliation of all that a layer means: sources first, then each object as soon as what it depends on is ready. Asking all at once would cost
/// Flux's pause for unready dependencies at each step of the chain. What was asked is known by the request's value on the object.
/// </summary>
/// <param name="control">Asks.</param>
/// <param name="selection">What is meant.</param>
/// <param name="nudges">Finds what is left lying.</param>
/// <param name="log">Is told how each object stands.</param>
internal sealed class FluxReconciliation(FluxControl control, FluxSelection selection, FluxNudges nudges, ILayerLog log)
{
    private readonly Dictionary<FluxKey, string> _asked = [];
    private readonly StandingLog _log = new(log);

    /// <summary>Looks, asks what can be asked now, and says what is missing.</summary>
    internal async Task<SnapshotLook> LookAsync(ClusterSnapshot snapshot, CancellationToken cancellationToken)
    {
        FluxState state = new(snapshot);
        if (selection.NothingYet(state) is { } nothing)
        {
            _log.Say(nothing);
            return new SnapshotLook(nothing);
        }

        IReadOnlyList<FluxKey> order = FluxOrder.Of(state, selection.Keys(state));
        FluxJudge judge = new(state, key => _asked.GetValueOrDefault(key));
        await ResumeAsync(state, order, cancellationToken);
        await AskAsync(state, judge, order, cancellationToken);
        FluxReport report = FluxReport.Of(state, order, judge);
        _log.Tell(report);
        if (report.IsFinal)
        {
            throw FluxFaults.Stalled(report);
        }

        (IReadOnlyList<FluxKey> due, TimeSpan? again) = nudges.Find(state, judge, report.All);
        foreach (FluxKey key in due)
        {
            _log.Say($"{key} could go on, but nobody looks at it: asked again");
            await RequestAsync(key, cancellationToken);
        }

        return new SnapshotLook(report.Reason, again);
    }

    private async Task ResumeAsync(FluxState state, IReadOnlyList<FluxKey> order, CancellationToken cancellationToken)
    {
        // What a person suspended is resumed only where it is named; what another part of Phoenix holds is not.
        foreach (FluxKey key in order.Where(k => state.Find(k) is { IsSuspended: true } of
            && (of.Holder == FluxControl.WipeHolder || (of.Holder is null && selection.Names(k)))))
        {
            if (await control.ResumeAsync(key, state.Find(key)!.Holder, cancellationToken) is { } request)
            {
                _asked[key] = request;
                _log.Say($"{key} was suspended: resumed");
            }
        }
    }

    private async Task AskAsync(FluxState state, FluxJudge judge, IReadOnlyList<FluxKey> order, CancellationToken cancellationToken)
    {
        FluxObject[] objects = [.. order.Select(state.Find).OfType<FluxObject>()];
        foreach (FluxKey source in objects.Select(o => o.Source).OfType<FluxKey>().Distinct().Where(s => !_asked.ContainsKey(s)))
        {
            if (FluxKinds.Find(source.Kind) is not null && state.Find(source) is { IsSuspended: false })
            {
                await RequestAsync(source, cancellationToken);
            }
        }

        foreach (FluxObject of in objects.Where(o => !_asked.ContainsKey(o.Key) && !o.IsSuspended && !o.Content.IsDeleting))
        {
            bool hasSource = of.Source is not { } source || judge.JudgeSource(source).Standing == FluxStanding.Ready;
            if (hasSource && of.DependsOn.All(d => judge.Judge(d).IsDone))
            {
                await RequestAsync(of.Key, cancellationToken);
            }
        }
    }

    private async Task RequestAsync(FluxKey key, CancellationToken cancellationToken)
    {
        string request = control.NewRequest();
        try
        {
            await control.RequestAsync(key, request, cancellationToken);
        }
        catch (PhoenixException e) when (FluxFaults.IsGone(e))
        {
            // Gone since the snapshot: the next one shows it as missing, and it is asked when it is there again.
            _asked.Remove(key);
            _log.Say($"{key} is gone");
            return;
        }

        _asked[key] = request;
    }
}
