using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>Deletes a PostgresCluster by identity, and returns when neither it nor anything of it is left.</summary>
/// <param name="site">The layer.</param>
internal sealed class ClusterDeletion(CrunchySite site)
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(15);

    /// <summary>Deletes it; succeeds when it is gone.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await site.FindKindAsync(cancellationToken) is { } kind && await site.Cluster.GetAsync(kind, site.Name.Namespace, site.Name.Name, cancellationToken) is { } found)
        {
            await site.Cluster.DeleteAsync(kind, site.Name.Namespace, site.Name.Name, found.Uid, cancellationToken);
            await site.Waiting.ForAsync(
                kind,
                site.Name.Namespace,
                site.Name.Name,
                $"the end of {found}",
                Bound,
                o => o is null || o.Uid != found.Uid ? null : Describe(o),
                cancellationToken);
            if (await site.Cluster.GetAsync(kind, site.Name.Namespace, site.Name.Name, cancellationToken) is { } again)
            {
                throw new PhoenixException(
                    ErrorCode.LayerFailed, $"{again} was made again while it was wiped: somebody applies it", "suspend what applies it (a Flux Kustomization), or let the layer that does need this one, so that it is wiped first");
            }
        }

        // A volume that stays is adopted by the next cluster of the name, and its data are overwritten there.
        foreach (KubeKind part in (KubeKind[])[CrunchySite.Pods, CrunchySite.Claims])
        {
            await site.Waiting.ForAllAsync(
                part,
                site.Name.Namespace,
                PgoNames.OfCluster(site.Name),
                $"the end of what belongs to {site.Name} ({part.Plural})",
                Bound,
                left => left.Count == 0 ? null : string.Join(", ", left.Select(Describe)),
                cancellationToken);
        }
    }

    /// <summary>What is there of it.</summary>
    public async Task<IReadOnlyList<StackObject>> ListAsync(CancellationToken cancellationToken)
    {
        List<StackObject> found = [];
        if (await site.ReadAsync(cancellationToken) is { } cluster)
        {
            found.Add(new StackObject(PgoNames.Kind, cluster.Uid ?? "", site.Name.ToString()));
        }

        foreach (KubeKind part in (KubeKind[])[CrunchySite.Pods, CrunchySite.Claims])
        {
            found.AddRange((await site.Cluster.ListAsync(part, site.Name.Namespace, PgoNames.OfCluster(site.Name), cancellationToken))
                .Select(o => new StackObject(part.Kind, o.Uid ?? "", $"{o.Namespace}/{o.Name}")));
        }

        return found;
    }

    private static string Describe(KubeObject left)
    {
        string[] finalizers = [.. (left.At("metadata", "finalizers") as JsonArray ?? []).Select(f => f?.ToString() ?? "")];
        return $"{left} is there{(left.IsDeleting ? ", being deleted" : ", and nobody has deleted it")}{(finalizers.Length > 0 ? $", held by {string.Join(", ", finalizers)}" : "")}";
    }
}
