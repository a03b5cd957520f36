using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Secrets;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>What the parts of a PostgresCluster's layer share.</summary>
/// <param name="Definition">What the stack file declares.</param>
/// <param name="Cluster">The cluster that it lives in.</param>
/// <param name="Scope">What its layer works with.</param>
/// <param name="Repository">The repository with all that the next restore will use.</param>
/// <param name="Outside">The repository, seen from outside the cluster.</param>
/// <param name="ReadManifest">Reads the manifest's objects, where the stack file names one.</param>
/// <param name="IsClusterGone">Whether the cluster is gone because its machines are.</param>
public sealed record CrunchySite(
    DriverDefinition.PostgresCluster Definition,
    IClusterApi Cluster,
    LayerScope Scope,
    RepositorySettings Repository,
    IRepository Outside,
    Func<string, IReadOnlyList<KubeObject>> ReadManifest,
    Func<CancellationToken, Task<bool>> IsClusterGone)
{
    private static readonly KubeKind SecretKind = new("", "v1", "Secret", "secrets", Namespaced: true);
    private static readonly KubeKind PodKind = new("", "v1", "Pod", "pods", Namespaced: true);
    private static readonly KubeKind ClaimKind = new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", Namespaced: true);

    /// <summary>The PostgresCluster's name.</summary>
    public ClusterObjectName Name => Definition.Cluster;

    internal static KubeKind Secrets => SecretKind;

    internal static KubeKind Pods => PodKind;

    internal static KubeKind Claims => ClaimKind;

    internal ObjectWait Waiting => new(Cluster, Scope.Time, Scope.Log.Say);

    /// <summary>How the cluster serves PostgresClusters: v1 (PGO 6) where it can, else v1beta1.</summary>
    /// <exception cref="PhoenixException">LayerFailed: the operator's CRD is not there.</exception>
    internal async Task<KubeKind> KindAsync(CancellationToken cancellationToken) =>
        await FindKindAsync(cancellationToken) ?? throw new PhoenixException(
            ErrorCode.LayerFailed,
            $"the cluster at {Cluster.Server} knows no {PgoNames.Kind}: the Crunchy operator's CRD is not there",
            "let the layer that installs the operator come first ('needs'), with a gate that waits for it");

    internal async Task<KubeKind?> FindKindAsync(CancellationToken cancellationToken) =>
        await Cluster.FindKindAsync($"{PgoNames.Group}/v1", PgoNames.Kind, cancellationToken)
        ?? await Cluster.FindKindAsync($"{PgoNames.Group}/v1beta1", PgoNames.Kind, cancellationToken);

    /// <summary>The PostgresCluster as it is now; null when there is none, or no such kind.</summary>
    internal async Task<PostgresClusterView?> ReadAsync(CancellationToken cancellationToken) =>
        await FindKindAsync(cancellationToken) is { } kind && await Cluster.GetAsync(kind, Name.Namespace, Name.Name, cancellationToken) is { } found ? new PostgresClusterView(found) : null;
}
