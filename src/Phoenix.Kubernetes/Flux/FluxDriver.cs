using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Flux;

/// <summary>What Flux applies from a repository, as a layer: fetched and reconciled anew, waited for in the order of <c>dependsOn</c>, and wiped by deleting it with all that it applied.</summary>
/// <param name="definition">What the layer means.</param>
/// <param name="api">The cluster.</param>
/// <param name="log">The layer's log.</param>
/// <param name="time">The clock.</param>
public sealed class FluxDriver(DriverDefinition.Flux definition, IClusterApi api, ILayerLog log, TimeProvider time) : ILayerDriver
{
    private readonly FluxSelection _selection = new(definition.Kustomizations, definition.HelmReleases);
    private readonly SnapshotWait _wait = new(api, time);

    /// <inheritdoc/>
    public async Task UpAsync(CancellationToken cancellationToken)
    {
        FluxReconciliation reconciliation = new(new FluxControl(api, time), _selection, new FluxNudges(definition.NudgeAfter, time), log);
        await _wait.UntilAsync(FluxKinds.All, null, reconciliation.LookAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        FluxDeletion deletion = new(api, new FluxControl(api, time), _selection, log, time);
        await deletion.RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool?> ExistsAsync(CancellationToken cancellationToken) => (await LeftAsync(cancellationToken)).Any();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) =>
        [.. (await LeftAsync(cancellationToken)).Select(o => new StackObject(o.Key.Kind, $"{o.Key.Namespace}/{o.Key.Name}", FluxInventory.Of(o) is { Count: > 0 } made ? $"{made.Count} objects" : null))];

    private async Task<IEnumerable<FluxObject>> LeftAsync(CancellationToken cancellationToken)
    {
        FluxState state = new(await _wait.ListAsync(FluxKinds.All, cancellationToken));
        return _selection.Keys(state).Select(state.Find).OfType<FluxObject>().Where(o => !FluxInventory.HoldsFlux(o));
    }
}
