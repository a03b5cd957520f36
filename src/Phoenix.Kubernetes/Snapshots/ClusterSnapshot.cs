using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Snapshots;

/// <summary>The objects of some kinds as they were at one moment. What is decided from it is a pure function of it.</summary>
/// <param name="objects">The objects by kind; a kind that the server does not serve is missing.</param>
public sealed class ClusterSnapshot(IReadOnlyDictionary<SnapshotKind, IReadOnlyList<KubeObject>> objects)
{
    /// <summary>Whether the server serves the kind.</summary>
    public bool Serves(SnapshotKind kind) => objects.ContainsKey(kind);

    /// <summary>The objects of a kind; none when it is not served.</summary>
    public IReadOnlyList<KubeObject> All(SnapshotKind kind) => objects.GetValueOrDefault(kind) ?? [];

    /// <summary>One object; null when it is not there.</summary>
    public KubeObject? Find(SnapshotKind kind, string? @namespace, string name) =>
        All(kind).FirstOrDefault(o => o.Name == name && o.Namespace == @namespace);
}
