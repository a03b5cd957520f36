using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;
using Phoenix.Ports;

namespace Phoenix.Kubernetes.Flux;

/// <summary>
/// Deletes what a layer means, what depends on others first, so that Flux takes away all that it applied. Three traps are kept clear of: a suspended object
/// is deleted without what it applied; one that does not prune leaves it behind; and a Kustomization that applied Flux itself would take the controllers away.
/// </summary>
/// <param name="api">The cluster.</param>
/// <param name="control">Suspends and resumes.</param>
/// <param name="selection">What is meant.</param>
/// <param name="log">The layer's log.</param>
/// <param name="time">The clock.</param>
internal sealed class FluxDeletion(IClusterApi api, FluxControl control, FluxSelection selection, ILayerLog log, TimeProvider time)
{
    private readonly StandingLog _log = new(log);
    private readonly SnapshotWait _wait = new(api, time);
    private readonly HashSet<FluxInventory> _applied = [];

    /// <summary>Deletes, and returns when everything is gone.</summary>
    /// <exception cref="PhoenixException">LayerFailed: something would be, or was, left behind.</exception>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        FluxState state = new(await _wait.ListAsync(FluxKinds.All, cancellationToken));
        if (!state.ServesKustomizations)
        {
            return;
        }

        FluxObject[] meant = [.. Meant(state)];
        ThrowIfOrphaning(meant);
        FluxKey[] parents = [.. state.Appliers.Select(a => a.Parent).OfType<FluxKey>().Distinct()];
        foreach (FluxObject of in meant.Where(o => !o.IsSuspended && !o.Content.IsDeleting && (FluxInventory.HoldsFlux(o) || parents.Contains(o.Key))))
        {
            // Otherwise it makes anew what is deleted below it.
            try
            {
                await control.SuspendAsync(of.Key, FluxControl.WipeHolder, cancellationToken);
                _log.Say($"{of.Key} is suspended for the wipe");
            }
            catch (PhoenixException e) when (FluxFaults.IsGone(e))
            {
                _log.Say($"{of.Key} is gone already");
            }
        }

        await _wait.UntilAsync([FluxKinds.Kustomization, FluxKinds.HelmRelease], null, LookAsync, cancellationToken);
        await AwaitAppliedAsync(cancellationToken);
    }

    /// <summary>Refuses what would leave objects behind that nobody knows of afterwards.</summary>
    private static void ThrowIfOrphaning(FluxObject[] meant)
    {
        foreach (FluxObject of in meant.Where(o => o.IsKustomization && !FluxInventory.HoldsFlux(o) && FluxInventory.Holds(o)))
        {
            if (FluxInventory.Unreadable(of) is { } unreadable)
            {
                throw new PhoenixException(
                    ErrorCode.LayerFailed,
                    $"{of.Key} has an entry in its inventory that cannot be read: '{unreadable}'. Whether that is gone afterwards could not be told",
                    "This version of Flux writes its inventory in another form: delete the Kustomization yourself; nothing was deleted");
            }

            string? policy = of.Content.TextAt("spec", "deletionPolicy");
            bool prunes = of.Content.At("spec", "prune") is JsonValue value && value.TryGetValue(out bool prune) && prune;
            if (policy == "Orphan" || (!prunes && policy is null or "MirrorPrune"))
            {
                throw new PhoenixException(
                    ErrorCode.LayerFailed,
                    $"{of.Key} does not prune ({(policy is null ? "prune: false" : $"deletionPolicy: {policy}")}): deleting it would leave its {FluxInventory.Of(of).Count} objects behind",
                    "Set 'prune: true' in its manifest, or delete these objects yourself and take it out of the layer; nothing was deleted");
            }
        }
    }

    private IEnumerable<FluxObject> Meant(FluxState state) => selection.Keys(state).Select(state.Find).OfType<FluxObject>();

    private async Task<SnapshotLook> LookAsync(ClusterSnapshot snapshot, CancellationToken cancellationToken)
    {
        FluxState state = new(snapshot);
        FluxObject[] left = [.. Meant(state).Where(o => !FluxInventory.HoldsFlux(o))];
        if (left.Length == 0)
        {
            return SnapshotLook.Holds;
        }

        // A parent goes after what it applied, and what others depend on after these.
        FluxKey?[] needed = [.. left.SelectMany(o => o.DependsOn), .. left.Select(o => o.Parent)];
        FluxObject[] next = [.. left.Where(o => !needed.Contains(o.Key))];
        foreach (FluxObject of in next is [] ? left : next)
        {
            _applied.UnionWith(of.IsKustomization ? FluxInventory.Of(of) : []);
            if (!of.Content.IsDeleting)
            {
                await DeleteAsync(of, cancellationToken);
            }
        }

        string reason = $"{left.Length} not gone yet: {string.Join(", ", left.Select(o => o.Key).Take(5))}";
        _log.Say(reason);
        return new SnapshotLook(reason);
    }

    private async Task DeleteAsync(FluxObject of, CancellationToken cancellationToken)
    {
        if (await control.KindAsync(of.Key, cancellationToken) is not { } kind)
        {
            // Its definition went since the snapshot, and it with that; the next look shows it.
            return;
        }

        if (of.IsKustomization && FluxInventory.Of(of).Count > 0)
        {
            await LetItWaitAsync(kind, of.Key, cancellationToken);
        }

        if (of.IsSuspended)
        {
            await control.ResumeAsync(of.Key, null, cancellationToken);
        }

        await api.DeleteAsync(kind, of.Key.Namespace, of.Key.Name, of.Content.Uid, cancellationToken);
        _log.Say($"{of.Key}: deletion asked for");
    }

    // Its deletion then ends after that of what it applied, as far as its own timeout lets it.
    private async Task LetItWaitAsync(KubeKind kind, FluxKey key, CancellationToken cancellationToken)
    {
        JsonObject patch = new() { ["spec"] = new JsonObject { ["deletionPolicy"] = "WaitForTermination" } };
        try
        {
            await api.PatchAsync(kind, key.Namespace, key.Name, patch, status: false, cancellationToken);
        }
        catch (PhoenixException e) when (FluxFaults.IsGone(e))
        {
            // Gone since the snapshot. What it applied is waited for all the same.
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.LayerFailed && !e.IsTransient)
        {
            // Flux before 2.5 knows no such field. What was applied is waited for in any case.
            _log.Say($"{key} goes without waiting for what it applied: {e.Message}");
        }
    }

    // No deletion is taken at its word: what was applied must be gone, too.
    private async Task AwaitAppliedAsync(CancellationToken cancellationToken)
    {
        List<FluxInventory> left = [];
        foreach (FluxInventory applied in _applied.Where(a => FluxKinds.Find(a.Kind) is null))
        {
            if (await api.FindKindAsync(applied.ApiVersion, applied.Kind, cancellationToken) is { } kind
                && await api.GetAsync(kind, applied.Namespace, applied.Name, cancellationToken) is { } there)
            {
                if (IsKept(there))
                {
                    _log.Say($"{applied} stays, as its own annotation or label asks");
                    continue;
                }

                left.Add(applied);
            }
        }

        SnapshotKind[] kinds = [.. left.Select(KindOf).Distinct()];
        await _wait.UntilAsync(kinds, null, (snapshot, _) => Task.FromResult(LookAtApplied(left, snapshot)), cancellationToken);
    }

    private SnapshotLook LookAtApplied(List<FluxInventory> applied, ClusterSnapshot snapshot)
    {
        KubeObject[] there = [.. applied.Select(a => snapshot.Find(KindOf(a), a.Namespace, a.Name)).OfType<KubeObject>()];
        if (Array.Find(there, o => !o.IsDeleting) is { } behind)
        {
            throw new PhoenixException(
                ErrorCode.LayerFailed,
                $"{behind} was left behind: Flux is done with its deletion, and it is still there",
                "Look whether somebody else made it anew, and delete it; then wipe again");
        }

        if (there.Length == 0)
        {
            return SnapshotLook.Holds;
        }

        string reason = $"{there.Length} not gone yet: {string.Join("; ", there.Take(3).Select(HeldBy))}";
        _log.Say(reason);
        return new SnapshotLook(reason);
    }

    private static string HeldBy(KubeObject of) => of.At("metadata", "finalizers") is JsonArray { Count: > 0 } finalizers
        ? $"{of} is held by {string.Join(", ", finalizers.Select(f => f?.ToString()))}"
        : string.Join(", ", Conditions(of).Prepend(of.ToString()));

    // A namespace says so what is left in it.
    private static IEnumerable<string> Conditions(KubeObject of) => of.At("status", "conditions") is not JsonArray list ? []
        : list.OfType<JsonObject>().Where(c => c["status"]?.ToString() == "True").Select(c => c["message"]?.ToString()).OfType<string>();

    private static bool IsKept(KubeObject of) => new[] { "labels", "annotations" }.Any(place =>
        of.TextAt("metadata", place, "kustomize.toolkit.fluxcd.io/prune") == "disabled"
        || of.TextAt("metadata", place, "kustomize.toolkit.fluxcd.io/reconcile") == "disabled"
        || string.Equals(of.TextAt("metadata", place, "kustomize.toolkit.fluxcd.io/ssa"), "ignore", StringComparison.OrdinalIgnoreCase));

    private static SnapshotKind KindOf(FluxInventory of) => new(of.ApiVersion, of.Kind);
}
