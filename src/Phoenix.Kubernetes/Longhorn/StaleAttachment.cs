using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Longhorn;

/// <summary>An attachment to a node that is gone: it keeps its volume from being attached anywhere else.</summary>
/// <param name="Attachment">The VolumeAttachment.</param>
/// <param name="Volume">The persistent volume.</param>
/// <param name="Node">The node.</param>
internal sealed record StaleAttachment(KubeObject Attachment, string Volume, string Node)
{
    /// <summary>For messages.</summary>
    public override string ToString() => $"VolumeAttachment {Attachment.Name} holds {Volume} on node {Node}, which is gone";

    /// <summary>
    /// The attachments whose node is not in the cluster any more. A node that is only not ready is none of these: it may come back, and its pods may still write.
    /// </summary>
    internal static IReadOnlyList<StaleAttachment> In(LonghornState state) =>
    [
        .. state.Attachments
            .Where(a => a.TextAt("spec", "nodeName") is { Length: > 0 } node && state.Machine(node) is null)
            .Select(a => new StaleAttachment(a, a.TextAt("spec", "source", "persistentVolumeName") ?? "a volume", a.TextAt("spec", "nodeName")!)),
    ];
}
