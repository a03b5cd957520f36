using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Longhorn;

/// <summary>Finds places for replicas, and attaches volumes where an attachment asks for it.</summary>
internal sealed class VolumeController(LonghornApi longhorn)
{
    /// <summary>Which nodes hold replicas. The real Longhorn has objects for them; the double notes the nodes on the volume.</summary>
    internal const string PlacesAnnotation = "longhorn.test/places";

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>The nodes that hold replicas of a volume.</summary>
    internal static string[] Places(KubeObject volume) => volume.TextAt("metadata", "annotations", PlacesAnnotation)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Brings one volume forward.</summary>
    internal async Task<TimeSpan?> ReconcileAsync(ControllerKey key, CancellationToken cancellationToken)
    {
        if (longhorn.Options.IsIdle || await longhorn.GetAsync(LonghornApi.Group, "Volume", key.Namespace, key.Name, cancellationToken) is not { IsDeleting: false } volume)
        {
            return null;
        }

        StatusConditions conditions = longhorn.Conditions(volume);
        string[] places = await PlaceAsync(volume, cancellationToken);
        long wanted = LonghornApi.Number(volume.At("spec", "numberOfReplicas"));
        bool isPlaced = places.Length >= wanted;
        conditions.Set(
            "Scheduled", isPlaced ? "True" : "False", isPlaced ? "" : "ReplicaSchedulingFailure", isPlaced ? "" : "precheck new replica failed: insufficient storage; replica scheduling failed");
        string node = await AttachedToAsync(volume.Name, cancellationToken);
        await longhorn.PatchAsync(
            volume, new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [PlacesAnnotation] = string.Join(',', places) } }, ["spec"] = new JsonObject { ["nodeID"] = node } }, status: false, cancellationToken);
        bool isStuck = longhorn.Options.Stuck.Contains(volume.Name) || !isPlaced;
        string state = node.Length == 0 ? "detached" : isStuck ? "attaching" : "attached";
        await longhorn.StatusAsync(
            volume,
            new JsonObject
            {
                ["state"] = state,
                ["robustness"] = state != "attached" ? "unknown" : longhorn.Options.Degraded.Contains(volume.Name) ? "degraded" : "healthy",
                ["currentNodeID"] = state == "attached" ? node : "",
                ["conditions"] = conditions.ToJson(),
                ["kubernetesStatus"] = await ClaimAsync(volume.Name, cancellationToken),
            },
            cancellationToken);
        return isPlaced && !isStuck ? null : Again;
    }

    private async Task<string[]> PlaceAsync(KubeObject volume, CancellationToken cancellationToken)
    {
        List<string> places = [.. Places(volume)];
        long size = LonghornApi.Number(volume.At("spec", "size"));
        long wanted = LonghornApi.Number(volume.At("spec", "numberOfReplicas"));
        KubeObject? setting = await longhorn.GetAsync(LonghornApi.Group, "Setting", longhorn.Options.Namespace, "storage-over-provisioning-percentage", cancellationToken);
        long percentage = LonghornApi.Number(setting?.At("value"));
        foreach (KubeObject node in (await longhorn.ListAsync(LonghornApi.Group, "Node", cancellationToken)).OrderBy(n => n.Name, StringComparer.Ordinal))
        {
            JsonObject? disk = node.At("status", "diskStatus", "default-disk") as JsonObject;
            long room = ((LonghornApi.Number(disk?["storageMaximum"]) - longhorn.Options.DiskReserve) * percentage / 100) - LonghornApi.Number(disk?["storageScheduled"]);
            bool allows = node.At("spec", "allowScheduling")?.ToString() == "true" && longhorn.Conditions(node)["Schedulable"] == "True";
            if (places.Count < wanted && allows && room >= size && !places.Contains(node.Name))
            {
                places.Add(node.Name);
            }
        }

        return [.. places];
    }

    private async Task<string> AttachedToAsync(string volume, CancellationToken cancellationToken) =>
        (await longhorn.ListAsync(LonghornApi.StorageGroup, "VolumeAttachment", cancellationToken))
            .Where(a => a.TextAt("spec", "attacher") == LonghornApi.Driver && a.TextAt("spec", "source", "persistentVolumeName") == volume && !a.IsDeleting)
            .OrderBy(a => a.TextAt("metadata", "creationTimestamp"), StringComparer.Ordinal).FirstOrDefault()?.TextAt("spec", "nodeName") ?? "";

    private async Task<JsonObject> ClaimAsync(string volume, CancellationToken cancellationToken)
    {
        KubeObject? persistent = await longhorn.GetAsync("v1", "PersistentVolume", null, volume, cancellationToken);
        return new JsonObject
        {
            ["pvName"] = persistent?.Name ?? "", ["pvStatus"] = persistent?.TextAt("status", "phase") ?? "",
            ["namespace"] = persistent?.TextAt("spec", "claimRef", "namespace") ?? "", ["pvcName"] = persistent?.TextAt("spec", "claimRef", "name") ?? "",
        };
    }
}
