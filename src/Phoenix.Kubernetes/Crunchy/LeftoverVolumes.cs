using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>
/// Volumes of an earlier cluster of the same name. The operator adopts them, and its restore runs over them with <c>--delta</c>: rows that only the volume still had are gone then.
/// </summary>
internal static class LeftoverVolumes
{
    /// <summary>Refuses to go on where there are any.</summary>
    /// <param name="site">The layer.</param>
    /// <param name="exceptOf">The cluster that is there, whose own volumes they may be; null when there is none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">RebirthRefused, naming them.</exception>
    public static async Task RefuseAsync(CrunchySite site, PostgresClusterView? exceptOf, CancellationToken cancellationToken)
    {
        if (exceptOf is not null)
        {
            return;
        }

        IReadOnlyList<KubeObject> left = await site.Cluster.ListAsync(CrunchySite.Claims, site.Name.Namespace, PgoNames.OfCluster(site.Name), cancellationToken);
        if (left.Count > 0)
        {
            throw new PhoenixException(
                ErrorCode.RebirthRefused,
                $"volumes of an earlier {site.Name} are still there: {string.Join(", ", left.Select(c => c.Name))}; its operator would adopt and overwrite them",
                "what is only on them would be lost: save it, or delete them; 'phoenix wipe' does that behind its gate");
        }
    }
}
