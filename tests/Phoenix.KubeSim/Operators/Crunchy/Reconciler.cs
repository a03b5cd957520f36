using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Crunchy.Node;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>The operator's loop for one PostgresCluster, one pass at a time.</summary>
/// <param name="objects">The API.</param>
/// <param name="options">Pauses and clock.</param>
/// <param name="faults">What it does wrong.</param>
/// <param name="node">The machine.</param>
/// <param name="space">Namespace.</param>
/// <param name="name">The cluster's name.</param>
internal sealed class Reconciler(ClusterObjects objects, CrunchyOptions options, CrunchyFaults faults, CrunchyNode node, string space, string name)
{
    private readonly HashSet<string> _claims = new(StringComparer.Ordinal);
    private readonly NodeStep _node = new(objects, node, options);

    /// <summary>Looks once, and does what is to be done.</summary>
    /// <returns>When to look again though nothing happens; null for not at all.</returns>
    public async Task<TimeSpan?> RunAsync(CancellationToken token)
    {
        await _node.RunAsync(space, name, _claims, token);
        if (faults.NeverActs || await objects.GetAsync(objects.Kinds.PostgresCluster, space, name, token) is not { } cluster)
        {
            return null;
        }

        if (cluster.IsDeleting)
        {
            return await FinalizeAsync(cluster, token);
        }

        JsonArray finalizers = cluster.At("metadata", "finalizers") as JsonArray ?? [];
        if (!Json.Texts(finalizers).Contains(CrunchyNames.Finalizer))
        {
            JsonArray all = [.. finalizers.Select(f => f?.DeepClone()), CrunchyNames.Finalizer];
            JsonObject patch = new() { ["metadata"] = new JsonObject { ["finalizers"] = all, ["resourceVersion"] = cluster.ResourceVersion } };
            await objects.PatchAsync(objects.Kinds.PostgresCluster, space, name, patch, status: false, token);
        }

        ClusterPass pass = await ObserveAsync(cluster, token);
        try
        {
            await StepAsync(pass);
        }
        finally
        {
            // Like the operator: what was found out is said, also where a step failed.
            if (pass.Status.Changes is { Count: > 0 } changes)
            {
                await objects.PatchAsync(objects.Kinds.PostgresCluster, space, name, new JsonObject { ["status"] = changes }, status: true, token);
            }
        }

        return pass.Again;
    }

    private async Task<ClusterPass> ObserveAsync(KubeObject cluster, CancellationToken token)
    {
        string labels = $"{CrunchyNames.Cluster}={name}";
        return new ClusterPass
        {
            Objects = objects,
            Options = options,
            Faults = faults,
            Node = node,
            Spec = new PostgresClusterSpec(cluster),
            Status = new ClusterStatus(cluster.At("status") as JsonObject, cluster.Generation ?? 0, ClusterObjects.Moment(options.Time)),
            Volumes = await objects.ListAsync(objects.Kinds.Volume, space, labels, token),
            Runners = [.. (await objects.ListAsync(objects.Kinds.StatefulSet, space, labels, token)).Where(IsOfInstance)],
            Pods = [.. (await objects.ListAsync(objects.Kinds.Pod, space, labels, token)).Where(IsOfInstance)],
            Jobs = await objects.ListAsync(objects.Kinds.Job, space, labels, token),
            Token = token,
        };
    }

    private static bool IsOfInstance(KubeObject child) => ClusterPass.Label(child, CrunchyNames.Instance) is not null;

    private static async Task StepAsync(ClusterPass pass)
    {
        PostgresClusterSpec spec = pass.Spec;
        if (spec is { Standby: true, StandbyHost: null, StandbyRepo: null })
        {
            await pass.EventAsync(
                "Warning", "InvalidStandbyConfiguration", $"spec.standby: Invalid value: \"{spec.Name}\": Standby requires a host or repoName to be enabled");
            return;
        }

        if (spec.Paused)
        {
            pass.Status.Set(ClusterStatus.Progressing, "False", "Paused", "No spec changes will be applied and no other statuses will be updated.");
            return;
        }

        pass.Status.Remove(ClusterStatus.Progressing);
        InstanceStep instances = new(pass);
        instances.Observe();
        KubeObject? store = await pass.Objects.GetAsync(pass.Kinds.Endpoints, spec.Space, CrunchyNames.PatroniConfig(spec.Name), pass.Token);
        pass.Status.SystemIdentifier = store is null ? "" : ClusterPass.Annotation(store, "initialize") ?? "";
        ServiceStep services = new(pass);
        await services.PodsAsync();
        if (await new DataSourceStep(pass).RunAsync())
        {
            return;
        }

        await services.RunAsync();
        await instances.RunAsync(await services.CertificateAsync());
        await new UserStep(pass).RunAsync();
        await new BackRestStep(pass).RunAsync();
        await new InitSqlStep(pass).RunAsync();
        pass.Status.Content["observedGeneration"] = spec.Object.Generation;
    }

    // Stops the instances in good order, then lets the object go; what it owns goes with it.
    private async Task<TimeSpan?> FinalizeAsync(KubeObject cluster, CancellationToken token)
    {
        JsonArray finalizers = cluster.At("metadata", "finalizers") as JsonArray ?? [];
        if (!Json.Texts(finalizers).Contains(CrunchyNames.Finalizer))
        {
            return null;
        }

        string labels = $"{CrunchyNames.Cluster}={name}";
        KubeObject[] pods = [.. (await objects.ListAsync(objects.Kinds.Pod, space, labels, token)).Where(IsOfInstance)];
        if (pods.Length > 0 || node.Instances.Any(i => i.Value.Belongs(space, name)))
        {
            foreach (KubeObject runner in (await objects.ListAsync(objects.Kinds.StatefulSet, space, labels, token)).Where(r => IsOfInstance(r) && Json.Number(r.At("spec", "replicas")) != 0))
            {
                await objects.PatchAsync(objects.Kinds.StatefulSet, space, runner.Name, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = 0 } }, status: false, token);
            }

            return TimeSpan.FromMilliseconds(200);
        }

        JsonArray left = [.. finalizers.Where(f => Json.Text(f) != CrunchyNames.Finalizer).Select(f => f?.DeepClone())];
        JsonObject patch = new() { ["metadata"] = new JsonObject { ["finalizers"] = left, ["resourceVersion"] = cluster.ResourceVersion } };
        await objects.PatchAsync(objects.Kinds.PostgresCluster, space, name, patch, status: false, token);
        return null;
    }
}
