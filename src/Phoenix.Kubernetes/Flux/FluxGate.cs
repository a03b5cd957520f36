using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Flux;

/// <summary>The gate <c>flux</c>: what Flux applies is ready at its source's present revision. Asks for nothing and changes nothing.</summary>
public static class FluxGate
{
    /// <summary>Makes the gate; nothing is connected to yet.</summary>
    /// <param name="definition">What must be ready.</param>
    /// <param name="api">The cluster.</param>
    /// <param name="log">The layer's log.</param>
    /// <param name="time">The clock.</param>
    public static Gate Create(GateDefinition.Flux definition, IClusterApi api, ILayerLog log, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(definition);
        FluxSelection selection = new(definition.Kustomizations, definition.HelmReleases);
        StandingLog standings = new(log);
        return new Gate(
            $"flux {selection} is ready",
            definition.Timeout,
            token => new SnapshotWait(api, time).UntilAsync(FluxKinds.All, definition.Timeout, (snapshot, _) => Task.FromResult(Look(selection, standings, snapshot)), token));
    }

    /// <summary>Looks once.</summary>
    /// <exception cref="Errors.PhoenixException">LayerFailed: a controller gave up, or objects depend on each other in a circle.</exception>
    private static SnapshotLook Look(FluxSelection selection, StandingLog log, ClusterSnapshot snapshot)
    {
        FluxState state = new(snapshot);
        if (selection.NothingYet(state) is { } nothing)
        {
            log.Say(nothing);
            return new SnapshotLook(nothing);
        }

        FluxJudge judge = new(state, _ => null);
        FluxReport report = FluxReport.Of(state, FluxOrder.Of(state, selection.Keys(state)), judge);
        log.Tell(report);
        return report.IsFinal ? throw FluxFaults.Stalled(report)
            : report.First is { } first && FluxNudges.CouldGoOn(state, judge, first) ? new SnapshotLook($"{report.Reason} (nothing keeps it, but it is not in its controller's queue: its interval may be long)")
            : new SnapshotLook(report.Reason);
    }
}
