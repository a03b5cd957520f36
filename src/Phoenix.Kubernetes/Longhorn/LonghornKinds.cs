using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Kubernetes.Longhorn;

/// <summary>The kinds that a look at Longhorn reads.</summary>
/// <param name="namespace">Where Longhorn lives.</param>
internal sealed class LonghornKinds(string @namespace)
{
    /// <summary>Longhorn's name as a storage driver.</summary>
    internal const string Driver = "driver.longhorn.io";

    private const string Group = "longhorn.io/";

    /// <summary>Longhorn's settings.</summary>
    internal SnapshotKind Settings { get; } = new(Group, "Setting", @namespace);

    /// <summary>Longhorn's nodes, with their disks.</summary>
    internal SnapshotKind Nodes { get; } = new(Group, "Node", @namespace);

    /// <summary>Longhorn's volumes.</summary>
    internal SnapshotKind Volumes { get; } = new(Group, "Volume", @namespace);

    /// <summary>The cluster's nodes.</summary>
    internal SnapshotKind Machines { get; } = new("v1", "Node");

    /// <summary>Storage classes.</summary>
    internal SnapshotKind Classes { get; } = new("storage.k8s.io/v1", "StorageClass");

    /// <summary>Persistent volumes.</summary>
    internal SnapshotKind Persistent { get; } = new("v1", "PersistentVolume");

    /// <summary>Which volume is to be attached where.</summary>
    internal SnapshotKind Attachments { get; } = new("storage.k8s.io/v1", "VolumeAttachment");

    /// <summary>
    /// All. Nodes come after attachments: a list in this order shows an attachment as stale only when its node was gone after the attachment was read.
    /// </summary>
    internal IReadOnlyList<SnapshotKind> All => [Classes, Settings, Nodes, Persistent, Attachments, Volumes, Machines];
}
