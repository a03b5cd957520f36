using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Longhorn;

/// <summary>
/// Longhorn's storage as a layer: awaited until it takes volumes and gives those that are asked for. Longhorn itself is installed by another layer. A wipe
/// deletes every volume of it, with the claims: all that needs the storage is gone before.
/// </summary>
/// <param name="definition">What the layer means.</param>
/// <param name="api">The cluster.</param>
/// <param name="log">The layer's log.</param>
/// <param name="time">The clock.</param>
public sealed class LonghornDriver(DriverDefinition.Longhorn definition, IClusterApi api, ILayerLog log, TimeProvider time) : ILayerDriver
{
    private readonly LonghornKinds _kinds = new(definition.Namespace);
    private readonly SnapshotWait _wait = new(api, time);
    private string? _said;

    /// <inheritdoc/>
    public async Task UpAsync(CancellationToken cancellationToken)
    {
        LonghornLook look = new(definition.Namespace, definition.Remedy, api, log);
        await _wait.UntilAsync(look.Kinds, null, look.LookAsync, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(cancellationToken)).IsInstalled)
        {
            return;
        }

        await _wait.UntilAsync([_kinds.Persistent, _kinds.Volumes], null, (snapshot, token) => DeleteAsync(new LonghornState(_kinds, snapshot), token), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool?> ExistsAsync(CancellationToken cancellationToken)
    {
        LonghornState state = await ReadAsync(cancellationToken);
        return state.Volumes.Any() || state.Persistent.Any();
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) =>
        [.. (await ReadAsync(cancellationToken)).Volumes.Select(v => new StackObject("longhorn volume", $"{v.Namespace}/{v.Name}", Claim(v)))];

    private static string? Claim(KubeObject volume) => volume.TextAt("status", "kubernetesStatus", "pvcName") is { Length: > 0 } claim
        ? $"{volume.TextAt("status", "kubernetesStatus", "namespace")}/{claim}"
        : null;

    private async Task<LonghornState> ReadAsync(CancellationToken cancellationToken) => new(_kinds, await _wait.ListAsync([_kinds.Persistent, _kinds.Volumes], cancellationToken));

    // Claims first, then what is left of the volumes: with a reclaim policy of Delete the driver takes the volume away itself.
    private async Task<SnapshotLook> DeleteAsync(LonghornState state, CancellationToken cancellationToken)
    {
        List<string> left = [];
        foreach (KubeObject persistent in state.Persistent)
        {
            left.Add(await DeleteAsync(persistent, cancellationToken));
        }

        foreach (KubeObject volume in state.Volumes.Where(v => !state.Persistent.Any(p => p.TextAt("spec", "csi", "volumeHandle") == v.Name)))
        {
            left.Add($"volume {volume.Name}");
            await DeleteAsync(_kinds.Volumes, volume, cancellationToken);
        }

        if (left.Count == 0)
        {
            return SnapshotLook.Holds;
        }

        string reason = $"not gone yet: {string.Join("; ", left.Take(5))}{(left.Count > 5 ? $" and {left.Count - 5} more" : "")}";
        if (reason != _said)
        {
            log.Say(reason);
            _said = reason;
        }

        return new SnapshotLook(reason);
    }

    private async Task<string> DeleteAsync(KubeObject persistent, CancellationToken cancellationToken)
    {
        SnapshotKind claims = new("v1", "PersistentVolumeClaim");
        if (persistent.TextAt("spec", "claimRef", "name") is { } name && persistent.TextAt("spec", "claimRef", "namespace") is { } @namespace
            && await api.FindKindAsync(claims.ApiVersion, claims.Kind, cancellationToken) is { } kind
            && await api.GetAsync(kind, @namespace, name, cancellationToken) is { } claim && claim.Uid == persistent.TextAt("spec", "claimRef", "uid"))
        {
            await DeleteAsync(claims, claim, cancellationToken);
            return claim.IsDeleting ? $"claim {@namespace}/{name} of {persistent.Name} (a pod still uses it)" : $"claim {@namespace}/{name} of {persistent.Name}";
        }

        // Released: with a reclaim policy of Retain nobody else would take it away.
        if (persistent.TextAt("spec", "persistentVolumeReclaimPolicy") != "Delete")
        {
            await DeleteAsync(_kinds.Persistent, persistent, cancellationToken);
        }

        return $"{persistent.Name} ({persistent.TextAt("status", "phase")})";
    }

    private async Task DeleteAsync(SnapshotKind of, KubeObject what, CancellationToken cancellationToken)
    {
        if (!what.IsDeleting && await api.FindKindAsync(of.ApiVersion, of.Kind, cancellationToken) is { } kind)
        {
            await api.DeleteAsync(kind, what.Namespace, what.Name, what.Uid, cancellationToken);
        }
    }
}
