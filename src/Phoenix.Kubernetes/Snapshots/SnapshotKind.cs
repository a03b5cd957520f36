namespace Phoenix.Kubernetes.Snapshots;

/// <summary>What a snapshot is made of: the objects of one kind, or one of them.</summary>
/// <param name="ApiVersion">As for <see cref="Cluster.IClusterApi.FindKindAsync"/>: <c>apps/v1</c>, or <c>apps/</c> for the preferred version.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">Its namespace; null for all.</param>
/// <param name="Name">One object only; null for all.</param>
public sealed record SnapshotKind(string ApiVersion, string Kind, string? Namespace = null, string? Name = null)
{
    /// <summary>Name of the CustomResourceDefinition that brings the kind, by the usual plural; null for what every server has.</summary>
    internal string? Definition
    {
        get
        {
            string group = ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion.Split('/')[0] : "";
            bool isBuiltIn = !group.Contains('.', StringComparison.Ordinal) || group.EndsWith(".k8s.io", StringComparison.Ordinal);
            string plural = Kind.EndsWith('y') ? Kind[..^1] + "ies" : Kind + "s";
            return isBuiltIn ? null : $"{plural.ToLowerInvariant()}.{group}";
        }
    }

    /// <summary>For messages.</summary>
    public override string ToString() => $"{ApiVersion.TrimEnd('/')} {Kind}";
}
