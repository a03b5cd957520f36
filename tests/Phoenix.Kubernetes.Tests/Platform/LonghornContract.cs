using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Tests.Cluster;
using Phoenix.Kubernetes.Waiting;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>Longhorn's volumes as a layer; up begins with a claim that got its volume.</summary>
public abstract class LonghornContract : PlatformContract
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    private static readonly KubeKind Claims = new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", Namespaced: true);
    private static readonly KubeKind Machines = new("", "v1", "Node", "nodes", Namespaced: false);
    private static readonly KubeKind Nodes = new("longhorn.io", "v1beta2", "Node", "nodes", Namespaced: true);

    private bool _isCordoned;

    protected sealed override string Part => PlatformBench.OfLonghorn;

    // A node that is cordoned takes no replicas.
    protected sealed override void LetUpHang() => _isCordoned = true;

    protected sealed override Task PrepareAsync() => Bench.ApplyAsync($"{PlatformStack.StorageClass(Bench.Names)}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {{ name: {Bench.Names.Data} }}\n");

    protected sealed override async Task ApplyAsync()
    {
        await Bench.ApplyAsync($$"""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: { name: data, namespace: {{Bench.Names.Data}} }
            spec: { accessModes: [ReadWriteOnce], storageClassName: {{Bench.Names.StorageClass}}, resources: { requests: { storage: 1Gi } } }
            """);
        ObjectWaiting waiting = new(Bench.Api, new SilentLog(), TimeProvider.System);
        await waiting.UntilReadyAsync(Claims, Bench.Names.Data, "data", Soon, Token);
        if (_isCordoned)
        {
            await Bench.Api.PatchAsync(Machines, null, Bench.Names.Node, new JsonObject { ["spec"] = new JsonObject { ["unschedulable"] = true } }, status: false, Token);
            await waiting.UntilAsync(
                Nodes,
                Bench.Names.Longhorn,
                Bench.Names.Node,
                n => Condition.Find(n, "Schedulable") is { Status: "False" } ? new ObjectStatus(ObjectState.Current, "cordoned") : new ObjectStatus(ObjectState.InProgress, "not cordoned"),
                Soon,
                Token);
        }
    }

    private protected sealed override ILayerDriver DriverOf(PlatformBench bench) => PlatformStack.Drivers(bench).Longhorn;
}
