using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Longhorn;
using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Kubernetes.Tests.Longhorn;

/// <summary>Objects of Longhorn as its controllers write them.</summary>
internal static class LonghornSamples
{
    internal const string Namespace = "longhorn-system";
    private const long Gib = 1024L * 1024 * 1024;

    internal static LonghornKinds Reads { get; } = new(Namespace);

    internal static JsonObject Setting(string name, string value, bool? applied = true) => new()
    {
        ["apiVersion"] = "longhorn.io/v1beta2", ["kind"] = "Setting", ["metadata"] = Metadata(name), ["value"] = value,
        ["status"] = applied is { } a ? new JsonObject { ["applied"] = a } : null,
    };

    internal static JsonObject Node(string name, bool allows = true, string ready = "True", string schedulable = "True", string diskReady = "True", long maximum = 100, long reserved = 30, long scheduled = 0) => new()
    {
        ["apiVersion"] = "longhorn.io/v1beta2", ["kind"] = "Node", ["metadata"] = Metadata(name),
        ["spec"] = new JsonObject { ["allowScheduling"] = allows, ["disks"] = new JsonObject { ["disk-1"] = new JsonObject { ["allowScheduling"] = true, ["storageReserved"] = reserved * Gib } } },
        ["status"] = new JsonObject
        {
            ["conditions"] = new JsonArray(Condition("Ready", ready, ready == "True" ? "" : "KubernetesNodeNotReady"), Condition("Schedulable", schedulable, schedulable == "True" ? "" : "KubernetesNodeCordoned")),
            ["diskStatus"] = new JsonObject
            {
                ["disk-1"] = new JsonObject
                {
                    ["conditions"] = new JsonArray(Condition("Ready", diskReady, diskReady == "True" ? "" : "NoDiskInfo"), Condition("Schedulable", "True", "")),
                    ["storageMaximum"] = maximum * Gib, ["storageScheduled"] = scheduled * Gib,
                },
            },
        },
    };

    internal static JsonObject Machine(string name) => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "Node", ["metadata"] = new JsonObject { ["name"] = name },
        ["status"] = new JsonObject { ["conditions"] = new JsonArray(Condition("Ready", "True", "KubeletReady")) },
    };

    internal static JsonObject Volume(string name, string state = "attached", string robustness = "healthy", string node = "node-1", bool scheduled = true, long size = 10) => new()
    {
        ["apiVersion"] = "longhorn.io/v1beta2", ["kind"] = "Volume", ["metadata"] = Metadata(name),
        ["spec"] = new JsonObject { ["nodeID"] = node, ["numberOfReplicas"] = 1, ["size"] = $"{size * Gib}" },
        ["status"] = new JsonObject
        {
            ["state"] = state, ["robustness"] = robustness,
            ["conditions"] = new JsonArray(Condition("Scheduled", scheduled ? "True" : "False", scheduled ? "" : "ReplicaSchedulingFailure", scheduled ? "" : "insufficient storage")),
            ["kubernetesStatus"] = new JsonObject { ["pvName"] = name, ["pvcName"] = "data", ["namespace"] = "castle-db", ["pvStatus"] = "Bound" },
        },
    };

    internal static JsonObject Persistent(string name) => new()
    {
        ["apiVersion"] = "v1", ["kind"] = "PersistentVolume", ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject { ["csi"] = new JsonObject { ["driver"] = "driver.longhorn.io", ["volumeHandle"] = name } }, ["status"] = new JsonObject { ["phase"] = "Bound" },
    };

    internal static JsonObject Attachment(string name, string volume, string node, string? error = null, string attacher = "driver.longhorn.io") => new()
    {
        ["apiVersion"] = "storage.k8s.io/v1", ["kind"] = "VolumeAttachment", ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject { ["attacher"] = attacher, ["nodeName"] = node, ["source"] = new JsonObject { ["persistentVolumeName"] = volume } },
        ["status"] = new JsonObject { ["attached"] = error is null, ["attachError"] = error is null ? null : new JsonObject { ["message"] = error } },
    };

    internal static JsonObject Class(string? replicas) => new()
    {
        ["apiVersion"] = "storage.k8s.io/v1", ["kind"] = "StorageClass", ["metadata"] = new JsonObject { ["name"] = "longhorn" }, ["provisioner"] = "driver.longhorn.io",
        ["parameters"] = replicas is null ? [] : new JsonObject { ["numberOfReplicas"] = replicas },
    };

    /// <summary>One node, one replica, everything as it should be.</summary>
    internal static JsonObject[] Ready => [Setting("default-replica-count", "1"), Setting("storage-over-provisioning-percentage", "200"), Node("node-1"), Machine("node-1"), Class("1")];

    internal static LonghornState State(params JsonObject[] objects) => new(Reads, new ClusterSnapshot(Reads.All.ToDictionary(
        k => k, IReadOnlyList<KubeObject> (k) => [.. objects.Select(o => new KubeObject(o)).Where(o => o.Kind == k.Kind && o.ApiVersion.StartsWith(k.ApiVersion, StringComparison.Ordinal))])));

    private static JsonObject Metadata(string name) => new() { ["name"] = name, ["namespace"] = Namespace };

    private static JsonObject Condition(string type, string status, string reason, string message = "") => new() { ["type"] = type, ["status"] = status, ["reason"] = reason, ["message"] = message };
}
