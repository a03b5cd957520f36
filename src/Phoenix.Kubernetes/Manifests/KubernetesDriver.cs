using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Waiting;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Manifests;

/// <summary>
/// A layer of manifests: applied by server-side apply, awaited by <see cref="ObjectStatus"/>. Its wipe deletes what the manifests name and Phoenix applied, by identity; as long as anything of those names is there,
/// whoever made it, the layer is there.
/// </summary>
/// <param name="definition">The layer's settings.</param>
/// <param name="owner">Whose the objects are.</param>
/// <param name="source">Reads the manifests.</param>
/// <param name="api">The cluster.</param>
/// <param name="log">The layer's log.</param>
/// <param name="timeout">Bound of one up or wipe.</param>
/// <param name="time">The clock.</param>
public sealed class KubernetesDriver(
    DriverDefinition.Kubernetes definition, ManifestOwner owner, IManifestSource source, IClusterApi api, ILayerLog log, TimeSpan timeout, TimeProvider time) : ILayerDriver
{
    private static readonly TimeSpan RepeatPause = TimeSpan.FromSeconds(2);
    private static readonly string[] ClustersOwn = ["default", "kube-system", "kube-public", "kube-node-lease"];

    private readonly ObjectWaiting _waiting = new(api, log, time);
    private readonly ManifestObjects _objects = new(definition, owner, source, api);

    /// <inheritdoc/>
    public async Task UpAsync(CancellationToken cancellationToken)
    {
        Deadline deadline = new(time, timeout);
        IReadOnlyList<KubeObject> objects = await _objects.ReadAsync(cancellationToken);
        List<(KubeKind Kind, string? Namespace, string Name)> applied = [];
        foreach (KubeObject foundation in objects.Where(ManifestOrder.IsFoundation))
        {
            applied.Add(await ApplyAsync(foundation, deadline, cancellationToken));
        }

        await _waiting.UntilAllReadyAsync(applied, deadline.Left, cancellationToken);
        applied.Clear();
        foreach (KubeObject one in objects.Where(o => !ManifestOrder.IsFoundation(o)))
        {
            applied.Add(await ApplyAsync(one, deadline, cancellationToken));
        }

        await _waiting.UntilAllReadyAsync(applied, deadline.Left, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        Deadline deadline = new(time, timeout);
        foreach (IReadOnlyList<KubeObject> wave in ManifestOrder.Waves(await _objects.ReadAsync(cancellationToken)))
        {
            List<(KubeKind Kind, KubeObject Object)> going = [];
            foreach (KubeObject declared in wave)
            {
                if (await FindAsync(declared, cancellationToken) is not (KubeKind kind, KubeObject present))
                {
                    continue;
                }

                if (!present.IsDeleting && !owner.Has(present))
                {
                    throw ManifestOwner.Of(present) is string other
                        ? new PhoenixException(ErrorCode.LayerFailed, $"{present} is there, but was applied for {other} and not for {owner}; it was not deleted", "Wipe that layer, or take the object out of one of the two manifests")
                        : new PhoenixException(
                            ErrorCode.LayerFailed,
                            $"{present} is there, but was not applied by Phoenix; it was not deleted",
                            "Somebody else made it under this name: delete it yourself if it belongs to the stack, or take it out of the manifests");
                }

                log.Say($"deleting {present}");
                await api.DeleteAsync(kind, present.Namespace, present.Name, present.Uid, cancellationToken);
                going.Add((kind, present));
            }

            await _waiting.UntilAllGoneAsync(going, deadline.Left, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<bool?> ExistsAsync(CancellationToken cancellationToken)
    {
        foreach (KubeObject declared in await _objects.ReadAsync(cancellationToken))
        {
            if (await FindAsync(declared, cancellationToken) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken)
    {
        List<StackObject> found = [];
        foreach (KubeObject declared in await _objects.ReadAsync(cancellationToken))
        {
            if (await FindAsync(declared, cancellationToken) is (_, KubeObject present))
            {
                found.Add(new StackObject(present.Kind, present.Namespace is string ns ? $"{ns}/{present.Name}" : present.Name));
            }
        }

        return found;
    }

    private async Task<(KubeKind Kind, string? Namespace, string Name)> ApplyAsync(KubeObject declared, Deadline deadline, CancellationToken cancellationToken)
    {
        KubeKind kind = await _waiting.UntilServedAsync(declared.ApiVersion, declared.Kind, deadline.Left, cancellationToken);
        KubeObject desired = _objects.Placed(declared, kind);
        string? told = null;
        while (true)
        {
            try
            {
                await RefuseOthersAsync(kind, desired, cancellationToken);
                KubeObject made = await api.ApplyAsync(kind, desired, definition.Force, cancellationToken);
                log.Say($"applied {made}");
                return (kind, made.Namespace, made.Name);
            }
            catch (PhoenixException e) when (e.IsTransient && deadline.Left > RepeatPause)
            {
                // A webhook whose pods come up, a namespace that is on its way out, a server that restarts: nothing can be watched for that.
                if (e.Message != told)
                {
                    told = e.Message;
                    log.Say(told);
                }
            }

            await Task.Delay(RepeatPause, time, cancellationToken);
        }
    }

    // The API server sees one field manager, and would let two layers take each other's fields and, in a wipe, each other's objects.
    private async Task RefuseOthersAsync(KubeKind kind, KubeObject desired, CancellationToken cancellationToken)
    {
        if (!definition.Force && !IsClustersOwn(desired) && await api.GetAsync(kind, desired.Namespace, desired.Name, cancellationToken) is { } present
            && ManifestOwner.Of(present) is string other && !owner.Has(present))
        {
            throw new PhoenixException(
                ErrorCode.LayerFailed, $"{present} was applied for {other}, and {owner} would take it over", "Leave it to one of the two layers, or say 'force: true' in the one that is to have it");
        }
    }

    private static bool IsClustersOwn(KubeObject it) => it is { Kind: "Namespace", ApiVersion: "v1" } && ClustersOwn.Contains(it.Name);

    // The cluster's own namespaces are there as long as it is, and cannot be deleted: a manifest that labels one does not make it the layer's.
    private async Task<(KubeKind Kind, KubeObject Object)?> FindAsync(KubeObject declared, CancellationToken cancellationToken)
    {
        if (IsClustersOwn(declared))
        {
            return null;
        }

        // Served in another version it is there all the same.
        string group = declared.ApiVersion.Contains('/', StringComparison.Ordinal) ? declared.ApiVersion[..(declared.ApiVersion.IndexOf('/', StringComparison.Ordinal) + 1)] : declared.ApiVersion;
        KubeKind? kind = await api.FindKindAsync(declared.ApiVersion, declared.Kind, cancellationToken) ?? await api.FindKindAsync(group, declared.Kind, cancellationToken);
        return kind is not null && await api.GetAsync(kind, kind.Namespaced ? _objects.NamespaceOf(declared) : null, declared.Name, cancellationToken) is { } present ? (kind, present) : null;
    }
}
