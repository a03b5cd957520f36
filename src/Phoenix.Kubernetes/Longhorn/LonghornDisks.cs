using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Kubernetes.Longhorn;

/// <summary>Which nodes can take replicas, and how much room their disks have.</summary>
internal static class LonghornDisks
{
    /// <summary>Why a node takes no replica; null when it takes some.</summary>
    internal static string? Fault(KubeObject node)
    {
        if (node.IsDeleting)
        {
            return "is being deleted";
        }

        if (node.At("spec", "allowScheduling") is not JsonValue allowed || !allowed.TryGetValue(out bool allows) || !allows)
        {
            return "does not allow scheduling";
        }

        foreach (string type in (string[])["Ready", "Schedulable"])
        {
            ObjectCondition? condition = ObjectConditions.Find(node, type);
            if (condition is not { IsTrue: true })
            {
                return condition is null ? $"does not say whether it is {type}" : $"is not {type}: {condition.Words}";
            }
        }

        string[] faults = [.. Statuses(node).Select(d => DiskFault(node, d.Id, d.Status)).OfType<string>()];
        return Statuses(node).Any(d => DiskFault(node, d.Id, d.Status) is null) ? null
            : faults.Length == 0 ? "has no disk yet" : string.Join("; ", faults);
    }

    /// <summary>Bytes that the disk with the most room would still take, by what is scheduled and the over-provisioning; null without a usable disk.</summary>
    /// <param name="node">The node.</param>
    /// <param name="percentage">Over-provisioning: how much of a disk's size may be promised, in percent.</param>
    internal static long? Room(KubeObject node, long percentage) => Statuses(node).Where(d => DiskFault(node, d.Id, d.Status) is null)
        .Select(d => (long?)(((Number(d.Status["storageMaximum"]) - Reserved(node, d.Id)) * percentage / 100) - Number(d.Status["storageScheduled"]))).Max();

    /// <summary>A number that is written as a number or as text.</summary>
    internal static long Number(JsonNode? node) => JsonNumber.Read(node) is long number ? number
        : long.TryParse(node?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long parsed) ? parsed : 0;

    private static IEnumerable<(string Id, JsonObject Status)> Statuses(KubeObject node) => node.At("status", "diskStatus") is JsonObject disks
        ? disks.Where(d => d.Value is JsonObject).Select(d => (d.Key, d.Value!.AsObject()))
        : [];

    private static long Reserved(KubeObject node, string disk) => Number(node.At("spec", "disks", disk, "storageReserved"));

    private static string? DiskFault(KubeObject node, string id, JsonObject status)
    {
        bool allows = node.At("spec", "disks", id, "allowScheduling") is not JsonValue allowed || !allowed.TryGetValue(out bool value) || value;
        if (!allows)
        {
            return $"disk {id} does not allow scheduling";
        }

        foreach (string type in (string[])["Ready", "Schedulable"])
        {
            if (ObjectConditions.Find(status["conditions"], type) is not { IsTrue: true } and var condition)
            {
                return condition is null ? $"disk {id} does not say whether it is {type}" : $"disk {id} is not {type}: {condition.Words}";
            }
        }

        return null;
    }
}
