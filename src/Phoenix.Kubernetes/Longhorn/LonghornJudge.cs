using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Kubernetes.Longhorn;

/// <summary>Decides whether Longhorn can take volumes and gives those that are asked for.</summary>
internal static class LonghornJudge
{
    // What decides where replicas go. Others may wait for volumes to be detached, and nothing waits for them.
    private static readonly string[] Deciding = ["default-replica-count", "replica-soft-anti-affinity", "storage-over-provisioning-percentage", "default-data-path"];

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    internal static string? Fault(LonghornState state) => !state.IsInstalled ? "the cluster serves no Longhorn volumes: Longhorn is not installed yet"
        : SettingsFault(state) ?? NodesFault(state) ?? AttachmentFault(state) ?? state.Volumes.Select(v => VolumeFault(state, v)).FirstOrDefault(f => f is not null);

    /// <summary>How many replicas a new volume gets at most, and who says so.</summary>
    internal static (long Count, string By) Replicas(LonghornState state)
    {
        long standard = state.Number("default-replica-count", 3);
        return state.Classes.Select(c => c.TextAt("parameters", "numberOfReplicas") is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
                ? (Count: count, By: $"StorageClass {c.Name}")
                : (Count: standard, By: $"setting default-replica-count (for StorageClass {c.Name})"))
            .Append(state.Classes.Any() ? (Count: 0L, By: "") : (Count: standard, By: "setting default-replica-count"))
            .MaxBy(r => r.Count);
    }

    private static string? SettingsFault(LonghornState state) => state.Settings.Count == 0 ? "Longhorn has no settings yet: its manager has not started"
        : state.Settings.FirstOrDefault(s => Deciding.Contains(s.Name) && s.At("status", "applied") is { } applied && !(applied is JsonValue value && value.TryGetValue(out bool isApplied) && isApplied)) is { } open
            ? $"setting {open.Name} = {open.TextAt("value")} is not applied yet"
            : null;

    private static string? NodesFault(LonghornState state)
    {
        (string Name, string? Fault)[] nodes = [.. state.Nodes.Select(n => (n.Name, state.Machine(n.Name) is null ? "is not in the cluster any more" : LonghornDisks.Fault(n)))];
        string faults = string.Concat(nodes.Where(n => n.Fault is not null).Select(n => $"; {n.Name} {n.Fault}"));
        int able = nodes.Count(n => n.Fault is null);
        if (able == 0)
        {
            return nodes.Length == 0 ? "Longhorn knows no node yet" : $"no node takes replicas{faults}";
        }

        (long count, string by) = Replicas(state);
        return count > able && !state.IsOn("replica-soft-anti-affinity")
            ? $"{by} asks for {count} replicas of a volume, and {able} node{(able == 1 ? "" : "s")} can take one{faults} (settings in the chart's defaultSettings count at the first install only)"
            : null;
    }

    private static string? AttachmentFault(LonghornState state)
    {
        if (StaleAttachment.In(state) is [var stale, ..])
        {
            return stale.ToString();
        }

        return state.Attachments.FirstOrDefault(a => a.TextAt("status", "attachError", "message") is { Length: > 0 }) is { } failed
            ? $"{failed.TextAt("spec", "source", "persistentVolumeName")} cannot be attached to node {failed.TextAt("spec", "nodeName")}: {failed.TextAt("status", "attachError", "message")!.ReplaceLineEndings(" ")}"
            : null;
    }

    private static string? VolumeFault(LonghornState state, KubeObject volume)
    {
        string name = volume.TextAt("status", "kubernetesStatus", "pvcName") is { Length: > 0 } claim
            ? $"volume {volume.Name} ({volume.TextAt("status", "kubernetesStatus", "namespace")}/{claim})"
            : $"volume {volume.Name}";
        string volumeState = volume.TextAt("status", "state") is { Length: > 0 } s ? s : "not seen by its controller";
        string robustness = volume.TextAt("status", "robustness") is { Length: > 0 } r ? r : "unknown";
        if (volume.IsDeleting)
        {
            return $"{name} is being deleted";
        }

        if (ObjectConditions.Find(volume, "Scheduled") is { IsFalse: true } scheduled)
        {
            return $"{name} has no place for a replica: {scheduled.Words}{Room(state, volume)}";
        }

        if (robustness == "faulted")
        {
            return $"{name} is faulted: no replica of it can be used";
        }

        bool isWanted = volume.TextAt("spec", "nodeID") is { Length: > 0 } || IsAttachedBy(state, volume)
            || volume.At("status", "kubernetesStatus", "workloadsStatus") is JsonArray { Count: > 0 };
        if (!isWanted && volumeState == "detached")
        {
            return null;
        }

        return volumeState != "attached" ? $"{name} is {volumeState}"
            : volume.At("status", "restoreRequired") is { } restores && !(restores is JsonValue value && value.TryGetValue(out bool isRestoring) && !isRestoring) ? $"{name} is being restored"
            : robustness != "healthy" ? $"{name} is {robustness}{Short(volume, robustness)}"
            : null;
    }

    private static bool IsAttachedBy(LonghornState state, KubeObject volume) =>
        state.Attachments.Any(a => a.TextAt("spec", "source", "persistentVolumeName") is { } persistent && state.VolumeOf(persistent)?.Name == volume.Name);

    private static string Short(KubeObject volume, string robustness) => robustness == "degraded"
        ? $": fewer than its {LonghornDisks.Number(volume.At("spec", "numberOfReplicas")).ToString(CultureInfo.InvariantCulture)} replicas are whole"
        : "";

    private static string Room(LonghornState state, KubeObject volume)
    {
        long percentage = state.Number("storage-over-provisioning-percentage", 100);
        long wanted = LonghornDisks.Number(volume.At("spec", "size"));
        long? most = state.Nodes.Where(n => LonghornDisks.Fault(n) is null).Select(n => LonghornDisks.Room(n, percentage)).Max();
        return most is { } room && room < wanted
            ? $" (it needs {Size(wanted)}, and the disk with the most room takes {Size(Math.Max(room, 0))} more at an over-provisioning of {percentage} %)"
            : "";
    }

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024 * 1024):0.##} GiB");
}
