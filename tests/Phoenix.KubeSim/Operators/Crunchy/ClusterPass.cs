using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Crunchy.Node;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>One pass of the operator over one PostgresCluster: what it saw, what it means to write.</summary>
internal sealed class ClusterPass
{
    public required ClusterObjects Objects { get; init; }

    public required CrunchyOptions Options { get; init; }

    public required CrunchyFaults Faults { get; init; }

    public required CrunchyNode Node { get; init; }

    public required PostgresClusterSpec Spec { get; init; }

    public required ClusterStatus Status { get; init; }

    /// <summary>Claims of the cluster.</summary>
    public required IReadOnlyList<KubeObject> Volumes { get; init; }

    /// <summary>The instances' StatefulSets.</summary>
    public required IReadOnlyList<KubeObject> Runners { get; init; }

    /// <summary>The instances' Pods.</summary>
    public required IReadOnlyList<KubeObject> Pods { get; init; }

    public required IReadOnlyList<KubeObject> Jobs { get; init; }

    public required CancellationToken Token { get; init; }

    /// <summary>When to look again though nothing happened; null for not at all.</summary>
    public TimeSpan? Again { get; set; }

    public CrunchyKinds Kinds => Objects.Kinds;

    /// <summary>The Pod whose database may be written to; null while there is none.</summary>
    public KubeObject? WritablePod => Pods.FirstOrDefault(p => !p.IsDeleting && Json.Text(p.At("metadata", "annotations", "status")) is string member
        && (member.Contains("\"role\":\"master\"", StringComparison.Ordinal) || member.Contains("\"role\":\"primary\"", StringComparison.Ordinal)));

    /// <summary>The process of <see cref="WritablePod"/>.</summary>
    public InstanceProcess? Writable => WritablePod?.Uid is string uid ? Node.Instance(uid) : null;

    /// <summary>The restore Job, if there is one.</summary>
    public KubeObject? RestoreJob => Jobs.FirstOrDefault(j => Label(j, CrunchyNames.BackRestRestore) is not null);

    public static string? Label(KubeObject of, string name) => Json.Text(of.At("metadata", "labels", name));

    public static string? Annotation(KubeObject of, string name) => Json.Text(of.At("metadata", "annotations", name));

    public Task EventAsync(string type, string reason, string message) => Objects.EventAsync(Spec.Object, type, reason, message, Token);

    /// <summary>Metadata of an object that belongs to the cluster.</summary>
    public JsonObject Metadata(string name, IEnumerable<(string Label, string Value)> labels, IEnumerable<(string Name, string Value)>? annotations = null)
    {
        JsonObject all = Json.Of(Json.Map(Spec.Spec("metadata", "labels")));
        all[CrunchyNames.Cluster] = Spec.Name;
        foreach ((string label, string value) in labels)
        {
            all[label] = value;
        }

        JsonObject metadata = new()
        {
            ["name"] = name, ["namespace"] = Spec.Space, ["labels"] = all, ["ownerReferences"] = ClusterObjects.OwnedBy(Spec.Object),
        };
        JsonObject notes = Json.Of(Json.Map(Spec.Spec("metadata", "annotations")));
        foreach ((string note, string value) in annotations ?? [])
        {
            notes[note] = value;
        }

        if (notes.Count > 0)
        {
            metadata["annotations"] = notes;
        }

        return metadata;
    }

    /// <summary>Writes one object of the cluster.</summary>
    public Task<KubeObject> ApplyAsync(KubeKind kind, JsonObject desired) => Objects.ApplyAsync(kind, desired, Token);
}
