using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>The kinds that the operator works with, as the server serves them.</summary>
internal sealed record CrunchyKinds(
    KubeKind PostgresCluster,
    KubeKind Pod,
    KubeKind Service,
    KubeKind Secret,
    KubeKind ConfigMap,
    KubeKind Volume,
    KubeKind Endpoints,
    KubeKind Event,
    KubeKind StatefulSet,
    KubeKind Job,
    KubeKind CronJob)
{
    /// <summary>Asks the server for each of them.</summary>
    /// <exception cref="PhoenixException">NotFound: it does not serve one.</exception>
    public static async Task<CrunchyKinds> FindAsync(IClusterApi api, CancellationToken cancellationToken)
    {
        return new CrunchyKinds(
            await Find(CrunchyNames.Prefix + "v1beta1", "PostgresCluster"),
            await Find("v1", "Pod"),
            await Find("v1", "Service"),
            await Find("v1", "Secret"),
            await Find("v1", "ConfigMap"),
            await Find("v1", "PersistentVolumeClaim"),
            await Find("v1", "Endpoints"),
            await Find("v1", "Event"),
            await Find("apps/v1", "StatefulSet"),
            await Find("batch/v1", "Job"),
            await Find("batch/v1", "CronJob"));

        async Task<KubeKind> Find(string apiVersion, string kind) =>
            await api.FindKindAsync(apiVersion, kind, cancellationToken) ?? throw new PhoenixException(
                ErrorCode.NotFound, $"{api.Server} serves no {kind} of {apiVersion}", "register the operator's custom resource definitions before its double is started");
    }
}
