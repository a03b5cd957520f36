using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Kubernetes.Flux;

/// <summary>Asks Flux for things, as its own command line does: by annotations and <c>spec.suspend</c>. Each call may be repeated.</summary>
/// <param name="api">The cluster.</param>
/// <param name="time">The clock.</param>
public sealed class FluxControl(IClusterApi api, TimeProvider time)
{
    /// <summary>Who suspends for a wipe; the next create resumes what it holds.</summary>
    public const string WipeHolder = "wipe";

    /// <summary>A value that asks for a reconciliation: no two are equal, and later ones sort after earlier ones.</summary>
    public string NewRequest() => $"{time.GetUtcNow().UtcDateTime.ToString("O", CultureInfo.InvariantCulture)}/{Guid.NewGuid():N}";

    /// <summary>
    /// Suspends an object for a holder, and returns when a reconciliation that was running has ended: from then on Flux applies nothing of it. What somebody
    /// else suspended stays theirs.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="holder">Who holds it, such as <c>database</c>; only the same one resumes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the holder holds it now; false when somebody else had suspended it before.</returns>
    /// <exception cref="PhoenixException">NotFound: it is not there, or not any more. LayerFailed: somebody resumed it meanwhile.</exception>
    public async Task<bool> SuspendAsync(FluxKey key, string holder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        (KubeKind kind, FluxObject of) = await ReadAsync(key, cancellationToken) ?? throw Missing(key);
        if (of.IsSuspended && of.Holder != holder)
        {
            return false;
        }

        if (!of.IsSuspended)
        {
            try
            {
                await api.PatchAsync(kind, key.Namespace, key.Name, Patch(FluxKinds.HeldBy, holder, suspend: true), status: false, cancellationToken);
            }
            catch (PhoenixException e) when (FluxFaults.IsGone(e))
            {
                throw Missing(key);
            }
        }

        SnapshotKind one = new(kind.ApiVersion, kind.Kind, key.Namespace, key.Name);
        await new SnapshotWait(api, time).UntilAsync(
            [one],
            null,
            (snapshot, _) => Task.FromResult(Held(key, snapshot.Find(one, key.Namespace, key.Name) is { } now ? new FluxObject(now) : throw Missing(key))),
            cancellationToken);
        return true;
    }

    /// <summary>Resumes what the holder suspended, and asks for a reconciliation.</summary>
    /// <param name="key">The object.</param>
    /// <param name="holder">Who holds it; null resumes whoever suspended it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The request's value; null when it was not there, not suspended, or somebody else's.</returns>
    public async Task<string?> ResumeAsync(FluxKey key, string? holder, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (await ReadAsync(key, cancellationToken) is not ({ } kind, { IsSuspended: true } of) || (holder is not null && of.Holder != holder))
        {
            return null;
        }

        string request = NewRequest();
        JsonObject patch = Patch(FluxKinds.HeldBy, null, suspend: false);
        patch["metadata"]!["annotations"]![FluxKinds.RequestedAt] = request;
        try
        {
            await api.PatchAsync(kind, key.Namespace, key.Name, patch, status: false, cancellationToken);
        }
        catch (PhoenixException e) when (FluxFaults.IsGone(e))
        {
            return null;
        }

        return request;
    }

    /// <summary>Asks for a reconciliation now; a HelmRelease also forgets how often it failed.</summary>
    /// <param name="key">The object.</param>
    /// <param name="request">A value of <see cref="NewRequest"/>; it is answered when <c>status.lastHandledReconcileAt</c> holds it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">NotFound: it is not there.</exception>
    public async Task RequestAsync(FluxKey key, string request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        KubeKind kind = await KindAsync(key, cancellationToken) ?? throw Missing(key);
        JsonObject annotations = new() { [FluxKinds.RequestedAt] = request };
        if (key.Kind == FluxKinds.HelmRelease.Kind)
        {
            annotations[FluxKinds.ResetAt] = request;
        }

        try
        {
            await api.PatchAsync(kind, key.Namespace, key.Name, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = annotations } }, status: false, cancellationToken);
        }
        catch (PhoenixException e) when (FluxFaults.IsGone(e))
        {
            throw Missing(key);
        }
    }

    /// <summary>The kind of an object as it is served; null when it is not.</summary>
    internal async Task<KubeKind?> KindAsync(FluxKey key, CancellationToken cancellationToken) =>
        FluxKinds.Find(key.Kind) is { } wanted ? await api.FindKindAsync(wanted.ApiVersion, wanted.Kind, cancellationToken) : null;

    // Made anew under its name, or resumed, it would apply what the holder believes to be held.
    private static SnapshotLook Held(FluxKey key, FluxObject now) => !now.IsSuspended
        ? throw new PhoenixException(ErrorCode.LayerFailed, $"{key} was suspended, and somebody resumed it or made it anew", "Find out who (a parent Kustomization whose Git says 'suspend: false'), then run again")
        : new SnapshotLook(now.Reconciling is { IsTrue: true } at ? $"{key} is still being reconciled: {at.Words}" : null);

    private static JsonObject Patch(string annotation, string? value, bool suspend) => new()
    {
        ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [annotation] = value } },
        ["spec"] = new JsonObject { ["suspend"] = suspend },
    };

    private static PhoenixException Missing(FluxKey key) =>
        new(ErrorCode.NotFound, $"{key} is not in the cluster", "correct its name in the stack file, or let the layer that makes it come first ('needs')");

    private async Task<(KubeKind Kind, FluxObject Of)?> ReadAsync(FluxKey key, CancellationToken cancellationToken) =>
        await KindAsync(key, cancellationToken) is { } kind && await api.GetAsync(kind, key.Namespace, key.Name, cancellationToken) is { } read ? (kind, new FluxObject(read)) : null;
}
