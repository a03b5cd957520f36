using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Longhorn;

/// <summary>
/// Attaches for pods and answers attachments: what the cluster's attach-detach controller and Longhorn's attacher do. An attachment to a node that is gone
/// stays, as it does in a real cluster, and keeps its volume from other nodes.
/// </summary>
internal sealed class AttachmentController(LonghornApi longhorn)
{
    private const string Finalizer = "external-attacher/driver-longhorn-io";
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    /// <summary>Brings one pod, or attachment, forward.</summary>
    internal Task<TimeSpan?> ReconcileAsync(ControllerKey key, CancellationToken cancellationToken) => longhorn.Options.IsIdle ? Task.FromResult<TimeSpan?>(null)
        : key.Kind == "Pod" ? AttachAsync(key, cancellationToken) : AnswerAsync(key.Name, cancellationToken);

    private static string Name(string volume, string node) =>
        "csi-" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{volume} {LonghornApi.Driver} {node}")));

    private async Task<TimeSpan?> AttachAsync(ControllerKey key, CancellationToken cancellationToken)
    {
        if (await longhorn.GetAsync("v1", "Pod", key.Namespace, key.Name, cancellationToken) is not { IsDeleting: false } pod || pod.TextAt("spec", "nodeName") is not { } node)
        {
            return null;
        }

        TimeSpan? again = null;
        foreach (string claimName in (pod.At("spec", "volumes") as JsonArray ?? []).Select(v => v?["persistentVolumeClaim"]?["claimName"]?.ToString()).OfType<string>())
        {
            KubeObject? claim = await longhorn.GetAsync("v1", "PersistentVolumeClaim", pod.Namespace, claimName, cancellationToken);
            if (claim?.TextAt("spec", "volumeName") is not { } volume
                || await longhorn.GetAsync("v1", "PersistentVolume", null, volume, cancellationToken) is not { } persistent || persistent.TextAt("spec", "csi", "driver") != LonghornApi.Driver)
            {
                again = claim is null ? again : Again;
                continue;
            }

            KubeObject[] others = [.. (await longhorn.ListAsync(LonghornApi.StorageGroup, "VolumeAttachment", cancellationToken))
                .Where(a => a.TextAt("spec", "source", "persistentVolumeName") == volume && a.TextAt("spec", "nodeName") != node)];
            if (others.Length > 0)
            {
                await EventAsync(pod, $"Multi-Attach error for volume \"{volume}\" Volume is already exclusively attached to one node and can't be attached to another", cancellationToken);
                again = Again;
                continue;
            }

            await longhorn.CreateAsync(
                new JsonObject
                {
                    ["apiVersion"] = LonghornApi.StorageGroup, ["kind"] = "VolumeAttachment", ["metadata"] = new JsonObject { ["name"] = Name(volume, node) },
                    ["spec"] = new JsonObject { ["attacher"] = LonghornApi.Driver, ["nodeName"] = node, ["source"] = new JsonObject { ["persistentVolumeName"] = volume } },
                },
                cancellationToken);
        }

        return again;
    }

    private async Task<TimeSpan?> AnswerAsync(string name, CancellationToken cancellationToken)
    {
        if (await longhorn.GetAsync(LonghornApi.StorageGroup, "VolumeAttachment", null, name, cancellationToken) is not { } attachment || attachment.TextAt("spec", "attacher") != LonghornApi.Driver)
        {
            return null;
        }

        string volumeName = attachment.TextAt("spec", "source", "persistentVolumeName") ?? "";
        string node = attachment.TextAt("spec", "nodeName") ?? "";
        KubeObject? volume = await longhorn.GetAsync(LonghornApi.Group, "Volume", longhorn.Options.Namespace, volumeName, cancellationToken);
        if (attachment.IsDeleting)
        {
            await longhorn.PatchAsync(attachment, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray() } }, status: false, cancellationToken);
            return null;
        }

        await longhorn.PatchAsync(attachment, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray(Finalizer) } }, status: false, cancellationToken);
        bool isAttached = volume?.TextAt("status", "state") == "attached" && volume.TextAt("status", "currentNodeID") == node;
        JsonObject status = new() { ["attached"] = isAttached };
        if (isAttached)
        {
            status["attachError"] = null;
        }
        else if (longhorn.Options.Stuck.Contains(volumeName) || (volume is not null && longhorn.Conditions(volume)["Scheduled"] == "False"))
        {
            status["attachError"] = new JsonObject { ["message"] = $"rpc error: code = Aborted desc = volume {volumeName} is not ready for workloads" };
        }

        await longhorn.StatusAsync(attachment, status, cancellationToken);
        return isAttached ? null : Again;
    }

    private Task EventAsync(KubeObject pod, string message, CancellationToken cancellationToken) => longhorn.CreateAsync(
        new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Event", ["metadata"] = new JsonObject { ["name"] = $"{pod.Name}.multi-attach", ["namespace"] = pod.Namespace },
            ["involvedObject"] = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["namespace"] = pod.Namespace, ["name"] = pod.Name, ["uid"] = pod.Uid },
            ["type"] = "Warning", ["reason"] = "FailedAttachVolume", ["message"] = message, ["source"] = new JsonObject { ["component"] = "attachdetach-controller" },
        },
        cancellationToken);
}
