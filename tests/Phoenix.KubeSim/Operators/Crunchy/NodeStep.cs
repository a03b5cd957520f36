using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Crunchy.Node;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>Ends what no object asks for any more: Pods whose StatefulSet is gone or wants none, processes whose Pod or Job is gone, disks whose claim is gone.</summary>
/// <param name="objects">The API.</param>
/// <param name="node">The machine.</param>
/// <param name="options">Pauses.</param>
internal sealed class NodeStep(ClusterObjects objects, CrunchyNode node, CrunchyOptions options)
{
    /// <summary>Looks at one cluster's children.</summary>
    /// <param name="space">Namespace.</param>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="known">The claims that were seen before; set to those that are there.</param>
    /// <param name="token">Gives up.</param>
    public async Task RunAsync(string space, string cluster, HashSet<string> known, CancellationToken token)
    {
        string labels = $"{CrunchyNames.Cluster}={cluster}";
        IReadOnlyList<KubeObject> runners = await objects.ListAsync(objects.Kinds.StatefulSet, space, labels, token);
        IReadOnlyList<KubeObject> pods = await objects.ListAsync(objects.Kinds.Pod, space, labels, token);
        IReadOnlyList<KubeObject> jobs = await objects.ListAsync(objects.Kinds.Job, space, labels, token);
        IReadOnlyList<KubeObject> claims = await objects.ListAsync(objects.Kinds.Volume, space, labels, token);

        foreach (KubeObject pod in pods.Where(p => ClusterPass.Label(p, CrunchyNames.Instance) is not null && !IsWanted(p, runners)))
        {
            await node.StopInstanceAsync(pod.Uid ?? "", options.GracePeriod);
            await objects.DeleteAsync(objects.Kinds.Pod, pod, token);
        }

        HashSet<string> alive = [.. pods.Select(p => p.Uid ?? "")];
        foreach ((string uid, InstanceProcess process) in node.Instances)
        {
            if (process.Belongs(space, cluster) && !alive.Contains(uid))
            {
                await node.StopInstanceAsync(uid, options.GracePeriod);
            }
        }

        HashSet<string> wanted = [.. jobs.Where(j => !j.IsDeleting).Select(j => j.Uid ?? "")];
        foreach ((string uid, JobProcess process) in node.Jobs)
        {
            if (process.Space == space && process.Cluster == cluster && !wanted.Contains(uid))
            {
                await node.StopJobAsync(uid);
            }
        }

        foreach (KubeObject pod in pods.Where(p => ClusterPass.Label(p, "batch.kubernetes.io/controller-uid") is string job && jobs.All(j => j.Uid != job)))
        {
            await objects.DeleteAsync(objects.Kinds.Pod, pod, token);
        }

        foreach (KubeObject claim in claims.Where(c => c.IsDeleting && !pods.Any(p => Uses(p, c))))
        {
            await ReleaseAsync(claim, token);
        }

        HashSet<string> present = [.. claims.Select(c => c.Uid ?? "")];
        foreach (string gone in known.Except(present).ToArray())
        {
            foreach ((string uid, InstanceProcess process) in node.Instances)
            {
                if (process.Place.Volume == node.Volumes.Path(gone))
                {
                    await node.StopInstanceAsync(uid, TimeSpan.Zero);
                }
            }

            node.Volumes.Remove(gone);
        }

        known.Clear();
        known.UnionWith(present);
    }

    // Kubernetes' protection of claims in use: a disk outlives the last Pod on it, so a server can stop in good order.
    private async Task ReleaseAsync(KubeObject claim, CancellationToken token)
    {
        string[] finalizers = [.. Json.Texts(claim.At("metadata", "finalizers"))];
        if (finalizers.Contains(CrunchyNames.ClaimProtection))
        {
            JsonArray left = [.. finalizers.Where(f => f != CrunchyNames.ClaimProtection).Select(f => JsonValue.Create(f))];
            JsonObject patch = new() { ["metadata"] = new JsonObject { ["finalizers"] = left, ["resourceVersion"] = claim.ResourceVersion } };
            await objects.PatchAsync(objects.Kinds.Volume, claim.Namespace ?? "", claim.Name, patch, status: false, token);
        }
    }

    private static bool Uses(KubeObject pod, KubeObject claim) => pod.TextAt("status", "phase") is not ("Succeeded" or "Failed")
        && Json.Objects(pod.At("spec", "volumes")).Any(v => Json.Text(Json.At(v, "persistentVolumeClaim", "claimName")) == claim.Name);

    private static bool IsWanted(KubeObject pod, IReadOnlyList<KubeObject> runners) => !pod.IsDeleting && runners.FirstOrDefault(
        r => r.Name == ClusterPass.Label(pod, CrunchyNames.Instance)) is { IsDeleting: false } runner && (Json.Number(runner.At("spec", "replicas")) ?? 1) > 0;
}
