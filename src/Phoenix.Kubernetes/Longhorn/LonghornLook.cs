using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;
using Phoenix.Ports;

namespace Phoenix.Kubernetes.Longhorn;

/// <summary>Looks at Longhorn until it is ready; with the remedy, attachments to nodes that are gone are removed.</summary>
/// <param name="namespace">Where Longhorn lives.</param>
/// <param name="remedies">Whether stale attachments are removed.</param>
/// <param name="api">The cluster.</param>
/// <param name="log">The layer's log.</param>
internal sealed class LonghornLook(string @namespace, bool remedies, IClusterApi api, ILayerLog log)
{
    private readonly LonghornKinds _kinds = new(@namespace);
    private string? _said;

    /// <summary>What is watched.</summary>
    internal IReadOnlyList<SnapshotKind> Kinds => _kinds.All;

    /// <summary>Looks.</summary>
    internal async Task<SnapshotLook> LookAsync(ClusterSnapshot snapshot, CancellationToken cancellationToken)
    {
        LonghornState state = new(_kinds, snapshot);
        if (remedies && state.IsInstalled)
        {
            foreach (StaleAttachment stale in StaleAttachment.In(state).Where(s => !s.Attachment.IsDeleting))
            {
                await RemoveAsync(stale, cancellationToken);
            }
        }

        string? fault = LonghornJudge.Fault(state);
        if (fault is not null && fault != _said)
        {
            log.Say(fault);
            _said = fault;
        }

        return new SnapshotLook(fault);
    }

    // The snapshot's watches run apart from each other: the node is read once more, and only the attachment that was seen is removed.
    private async Task RemoveAsync(StaleAttachment stale, CancellationToken cancellationToken)
    {
        if (await api.FindKindAsync(_kinds.Machines.ApiVersion, _kinds.Machines.Kind, cancellationToken) is not { } machines
            || await api.FindKindAsync(_kinds.Attachments.ApiVersion, _kinds.Attachments.Kind, cancellationToken) is not { } attachments
            || await api.GetAsync(machines, null, stale.Node, cancellationToken) is not null)
        {
            return;
        }

        log.Say($"{stale}: removed");
        await api.DeleteAsync(attachments, null, stale.Attachment.Name, stale.Attachment.Uid, cancellationToken);
    }
}
