using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Longhorn;

/// <summary>Keeps a Longhorn node with one disk for each node of the cluster, and the settings of the first start.</summary>
internal sealed class NodeController(LonghornApi longhorn)
{
    /// <summary>Writes the settings that are missing.</summary>
    internal async Task SettleAsync(CancellationToken cancellationToken)
    {
        foreach ((string name, string value) in longhorn.Options.Settings)
        {
            await longhorn.CreateAsync(
                new JsonObject { ["apiVersion"] = "longhorn.io/v1beta2", ["kind"] = "Setting", ["metadata"] = Metadata(name), ["value"] = value }, cancellationToken);
            if (await longhorn.GetAsync(LonghornApi.Group, "Setting", longhorn.Options.Namespace, name, cancellationToken) is { } setting)
            {
                await longhorn.StatusAsync(setting, new JsonObject { ["applied"] = true }, cancellationToken);
            }
        }
    }

    /// <summary>Brings one node forward.</summary>
    internal async Task<TimeSpan?> ReconcileAsync(ControllerKey key, CancellationToken cancellationToken)
    {
        if (longhorn.Options.IsIdle || longhorn.Options.Nodes?.Contains(key.Name) == false)
        {
            return null;
        }

        await SettleAsync(cancellationToken);
        KubeObject? machine = await longhorn.GetAsync("v1", "Node", null, key.Name, cancellationToken);
        if (machine is not null)
        {
            await longhorn.CreateAsync(
                new JsonObject
                {
                    ["apiVersion"] = "longhorn.io/v1beta2", ["kind"] = "Node", ["metadata"] = Metadata(key.Name),
                    ["spec"] = new JsonObject
                    {
                        ["name"] = key.Name, ["allowScheduling"] = true, ["evictionRequested"] = false,
                        ["disks"] = new JsonObject
                        {
                            ["default-disk"] = new JsonObject { ["path"] = "/var/lib/longhorn/", ["allowScheduling"] = true, ["storageReserved"] = longhorn.Options.DiskReserve, ["diskType"] = "filesystem" },
                        },
                    },
                },
                cancellationToken);
        }

        if (await longhorn.GetAsync(LonghornApi.Group, "Node", longhorn.Options.Namespace, key.Name, cancellationToken) is { } node)
        {
            await StatusAsync(node, machine, cancellationToken);
            return null;
        }

        // The definitions may come later.
        return machine is null ? null : TimeSpan.FromSeconds(1);
    }

    private async Task StatusAsync(KubeObject node, KubeObject? machine, CancellationToken cancellationToken)
    {
        StatusConditions conditions = longhorn.Conditions(node);
        bool isReady = machine is not null && longhorn.Conditions(machine)["Ready"] != "False" && longhorn.Conditions(machine)["Ready"] != "Unknown";
        bool isCordoned = machine?.At("spec", "unschedulable")?.ToString() == "true";
        conditions.Set("Ready", isReady ? "True" : "False", isReady ? "" : machine is null ? "KubernetesNodeGone" : "KubernetesNodeNotReady", isReady ? $"Node {node.Name} is ready" : $"Kubernetes node {node.Name} is not there or not ready");
        conditions.Set("Schedulable", isReady && !isCordoned ? "True" : "False", isCordoned ? "KubernetesNodeCordoned" : "", isCordoned ? $"Node {node.Name} is cordoned" : "");
        StatusConditions disk = new(new KubeObject([]), default);
        disk.Set("Ready", isReady ? "True" : "False", isReady ? "" : "NodeNotReady", "");
        disk.Set("Schedulable", isReady ? "True" : "False", isReady ? "" : "NodeNotReady", "");
        long scheduled = 0;
        foreach (KubeObject volume in await longhorn.ListAsync(LonghornApi.Group, "Volume", cancellationToken))
        {
            scheduled += VolumeController.Places(volume).Contains(node.Name) ? LonghornApi.Number(volume.At("spec", "size")) : 0;
        }

        await longhorn.StatusAsync(
            node,
            new JsonObject
            {
                ["conditions"] = conditions.ToJson(),
                ["diskStatus"] = new JsonObject
                {
                    ["default-disk"] = new JsonObject
                    {
                        ["conditions"] = disk.ToJson(), ["storageMaximum"] = longhorn.Options.DiskSize, ["storageAvailable"] = longhorn.Options.DiskSize,
                        ["storageScheduled"] = scheduled, ["diskUUID"] = $"disk-of-{node.Name}",
                    },
                },
            },
            cancellationToken);
    }

    private JsonObject Metadata(string name) => new() { ["name"] = name, ["namespace"] = longhorn.Options.Namespace };
}
