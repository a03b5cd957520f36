using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Longhorn;

/// <summary>Longhorn's CSI driver for claims: makes a volume and a persistent volume for each claim of its classes, and takes them away after the claim.</summary>
internal sealed class ClaimController(LonghornApi longhorn)
{
    /// <summary>Brings one claim, or persistent volume, forward.</summary>
    internal Task<TimeSpan?> ReconcileAsync(ControllerKey key, CancellationToken cancellationToken) => longhorn.Options.IsIdle ? Task.FromResult<TimeSpan?>(null)
        : key.Kind == "PersistentVolume" ? ReclaimAsync(key.Name, cancellationToken) : ProvisionAsync(key, cancellationToken);

    private async Task<TimeSpan?> ProvisionAsync(ControllerKey key, CancellationToken cancellationToken)
    {
        if (await longhorn.GetAsync("v1", "PersistentVolumeClaim", key.Namespace, key.Name, cancellationToken) is not { IsDeleting: false } claim || claim.TextAt("status", "phase") == "Bound")
        {
            return null;
        }

        KubeObject? storage = claim.TextAt("spec", "storageClassName") is { } name
            ? await longhorn.GetAsync(LonghornApi.StorageGroup, "StorageClass", null, name, cancellationToken)
            : (await longhorn.ListAsync(LonghornApi.StorageGroup, "StorageClass", cancellationToken)).FirstOrDefault(c => c.TextAt("metadata", "annotations", "storageclass.kubernetes.io/is-default-class") == "true");
        if (storage?.TextAt("provisioner") != LonghornApi.Driver)
        {
            return storage is null ? TimeSpan.FromSeconds(1) : null;
        }

        string volume = $"pvc-{claim.Uid}";
        long size = LonghornApi.Bytes(claim.TextAt("spec", "resources", "requests", "storage"));
        KubeObject? standard = await longhorn.GetAsync(LonghornApi.Group, "Setting", longhorn.Options.Namespace, "default-replica-count", cancellationToken);
        string replicas = storage.TextAt("parameters", "numberOfReplicas") ?? standard?.TextAt("value") ?? "3";
        await longhorn.CreateAsync(
            new JsonObject
            {
                ["apiVersion"] = "longhorn.io/v1beta2", ["kind"] = "Volume", ["metadata"] = new JsonObject { ["name"] = volume, ["namespace"] = longhorn.Options.Namespace },
                ["spec"] = new JsonObject { ["size"] = $"{size}", ["numberOfReplicas"] = LonghornApi.Number(replicas), ["frontend"] = "blockdev", ["accessMode"] = "rwo", ["nodeID"] = "" },
            },
            cancellationToken);
        await longhorn.CreateAsync(
            new JsonObject
            {
                ["apiVersion"] = "v1", ["kind"] = "PersistentVolume", ["metadata"] = new JsonObject { ["name"] = volume },
                ["spec"] = new JsonObject
                {
                    ["capacity"] = new JsonObject { ["storage"] = $"{size}" }, ["accessModes"] = new JsonArray("ReadWriteOnce"), ["storageClassName"] = storage.Name,
                    ["persistentVolumeReclaimPolicy"] = storage.TextAt("reclaimPolicy") ?? "Delete",
                    ["csi"] = new JsonObject { ["driver"] = LonghornApi.Driver, ["volumeHandle"] = volume, ["fsType"] = "ext4" },
                    ["claimRef"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = claim.Kind, ["namespace"] = claim.Namespace, ["name"] = claim.Name, ["uid"] = claim.Uid },
                },
            },
            cancellationToken);
        if (await longhorn.GetAsync("v1", "PersistentVolume", null, volume, cancellationToken) is { } persistent)
        {
            await longhorn.StatusAsync(persistent, new JsonObject { ["phase"] = "Bound" }, cancellationToken);
        }

        await longhorn.PatchAsync(claim, new JsonObject { ["spec"] = new JsonObject { ["volumeName"] = volume } }, status: false, cancellationToken);
        await longhorn.StatusAsync(claim, new JsonObject { ["phase"] = "Bound", ["capacity"] = new JsonObject { ["storage"] = claim.TextAt("spec", "resources", "requests", "storage") } }, cancellationToken);
        return null;
    }

    private async Task<TimeSpan?> ReclaimAsync(string name, CancellationToken cancellationToken)
    {
        if (await longhorn.GetAsync("v1", "PersistentVolume", null, name, cancellationToken) is not { } persistent || persistent.TextAt("spec", "csi", "driver") != LonghornApi.Driver)
        {
            return null;
        }

        KubeObject? claim = await longhorn.GetAsync("v1", "PersistentVolumeClaim", persistent.TextAt("spec", "claimRef", "namespace"), persistent.TextAt("spec", "claimRef", "name") ?? "", cancellationToken);
        if (claim is not null && claim.Uid == persistent.TextAt("spec", "claimRef", "uid"))
        {
            return null;
        }

        if (persistent.TextAt("spec", "persistentVolumeReclaimPolicy") != "Delete")
        {
            await longhorn.StatusAsync(persistent, new JsonObject { ["phase"] = "Released" }, cancellationToken);
            return null;
        }

        if (await longhorn.GetAsync(LonghornApi.Group, "Volume", longhorn.Options.Namespace, name, cancellationToken) is { } volume)
        {
            await longhorn.DeleteAsync(volume, cancellationToken);
        }

        await longhorn.DeleteAsync(persistent, cancellationToken);
        return null;
    }
}
