using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Longhorn;
using Phoenix.Kubernetes.Longhorn;
using Phoenix.Kubernetes.Tests.Flux;
using Phoenix.Kubernetes.Tests.Memory;
using Phoenix.Stacks;
using Xunit;
using static Phoenix.Kubernetes.Tests.Longhorn.LonghornSamples;

namespace Phoenix.Kubernetes.Tests.Longhorn;

/// <summary>The driver and the gate against the double of Longhorn.</summary>
public sealed class LonghornDriverTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Briefly = TimeSpan.FromMilliseconds(400);

    private readonly MemoryCluster _cluster = new MemoryCluster(TimeProvider.System).Serve(Kinds.Core).Serve(Kinds.Longhorn);
    private readonly LonghornOptions _options = new();
    private readonly ListLog _log = new();
    private LonghornOperator? _operator;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _cluster.Put(Class("1"));
        _operator = LonghornOperator.Start(_cluster, _options, TimeProvider.System);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _operator!.DisposeAsync();

    [Fact]
    public async Task It_is_ready_when_a_node_is_there_and_the_pods_volume_is_attached()
    {
        Assert.Contains("no settings yet", await GateAsync(Briefly), StringComparison.Ordinal);
        _cluster.Put(Machine("node-1"));
        await UpAsync();
        Claim("data");
        Pod("db-0", "node-1", "data");
        await UntilAsync(() => _cluster.Writes.Any(w => w.StartsWith("create VolumeAttachment", StringComparison.Ordinal)));
        await UpAsync();
        Assert.Equal("attached", VolumeOf("data")!.TextAt("status", "state"));
    }

    [Fact]
    public async Task A_stuck_attach_is_told()
    {
        _cluster.Put(Machine("node-1"));
        Claim("data");
        await UntilAsync(() => VolumeOf("data") is not null);
        _options.Stuck.Add(VolumeOf("data")!.Name);
        Pod("db-0", "node-1", "data");
        await UntilAsync(() => _cluster.Writes.Any(w => w.StartsWith("create VolumeAttachment", StringComparison.Ordinal)));
        Assert.Contains("is not ready for workloads", await GateAsync(TimeSpan.FromSeconds(2)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_volume_without_room_is_told_with_the_room()
    {
        _cluster.Put(Machine("node-1"));
        await UpAsync();
        Claim("data", "500Gi");
        await UntilAsync(() => VolumeOf("data")?.At("status", "conditions") is JsonArray);
        Assert.Contains("it needs 500 GiB, and the disk with the most room takes 140 GiB more at an over-provisioning of 200 %", await GateAsync(Briefly), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_degraded_volume_is_not_ready()
    {
        _cluster.Put(Machine("node-1"));
        Claim("data");
        await UntilAsync(() => VolumeOf("data") is not null);
        _options.Degraded.Add(VolumeOf("data")!.Name);
        Pod("db-0", "node-1", "data");
        await UntilAsync(() => VolumeOf("data")!.TextAt("status", "robustness") == "degraded");
        Assert.Contains("is degraded", await GateAsync(Briefly), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attachment_to_a_node_that_is_gone_is_removed_only_with_the_remedy()
    {
        await MovedAsync();
        Assert.Contains("holds pvc-", await GateAsync(Briefly), StringComparison.Ordinal);
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(Token);
        bound.CancelAfter(Briefly);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Driver(remedy: false).UpAsync(bound.Token));
        Assert.DoesNotContain(_cluster.Writes, w => w.StartsWith("delete VolumeAttachment", StringComparison.Ordinal));

        await Driver(remedy: true).UpAsync(Token).WaitAsync(Soon, Token);
        Assert.Contains(_log.Lines, l => l.EndsWith("on node node-1, which is gone: removed", StringComparison.Ordinal));
        await UntilAsync(() => VolumeOf("data")!.TextAt("status", "currentNodeID") == "node-2");
    }

    // Between the watch and the removal the node may have come back.
    [Fact]
    public async Task An_attachment_whose_node_came_back_is_not_removed()
    {
        await MovedAsync();
        _cluster.Fault = (verb, kind, name) =>
        {
            if (verb == "get" && kind == Kinds.Node && name == "node-1")
            {
                _cluster.Fault = (_, _, _) => null;
                _cluster.Put(Machine("node-1"));
            }

            return null;
        };
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(Token);
        bound.CancelAfter(Briefly);
        try
        {
            await Driver(remedy: true).UpAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            // Whether the rest gets ready does not matter here.
        }

        Assert.DoesNotContain(_cluster.Writes, w => w.StartsWith("delete VolumeAttachment", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wipe_leaves_no_volume_whatever_its_reclaim_policy()
    {
        _cluster.Put(Machine("node-1"));
        Claim("data");
        await UntilAsync(() => VolumeOf("data") is not null);
        _cluster.Put(Class("1").With("reclaimPolicy", "Retain").With("metadata/name", "retained"));
        Claim("kept", "1Gi", "retained");
        await UntilAsync(() => VolumeOf("kept") is not null);
        Assert.True(await Driver(false).ExistsAsync(Token));
        Assert.Equal(2, (await Driver(false).ListAsync(Token))!.Count);
        await Driver(false).WipeAsync(Token).WaitAsync(Soon, Token);
        Assert.False(await Driver(false).ExistsAsync(Token));
    }

    private LonghornDriver Driver(bool remedy) => new(new DriverDefinition.Longhorn(Namespace, remedy), _cluster, _log, TimeProvider.System);

    private Task UpAsync() => Driver(remedy: false).UpAsync(Token).WaitAsync(Soon, Token);

    private Task<string?> GateAsync(TimeSpan bound) => LonghornGate.Create(new GateDefinition.Longhorn(Namespace) { Timeout = bound }, _cluster, _log, TimeProvider.System).Probe(Token);

    // The pod's first node dies, and the pod comes back on another one.
    private async Task MovedAsync()
    {
        _cluster.Put(Machine("node-1"));
        Claim("data");
        Pod("db-0", "node-1", "data");
        await UntilAsync(() => VolumeOf("data")?.TextAt("status", "currentNodeID") == "node-1");
        _cluster.Put(Machine("node-2"));
        await UntilAsync(() => _cluster.Writes.Any(w => w == $"create Node {Namespace}/node-2"));
        await _cluster.DeleteAsync(Kinds.Node, null, "node-1", null, Token);
        await _cluster.DeleteAsync(Kinds.Pod, "castle-db", "db-0", null, Token);
        Pod("db-0", "node-2", "data");
        await UntilAsync(() => _cluster.Peek("Event", "castle-db", "db-0.multi-attach") is not null);
    }

    private void Claim(string name, string size = "10Gi", string storage = "longhorn") => _cluster.Put(new JsonObject
    {
        ["apiVersion"] = "v1", ["kind"] = "PersistentVolumeClaim", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "castle-db" },
        ["spec"] = new JsonObject { ["storageClassName"] = storage, ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = size } } },
    });

    private void Pod(string name, string node, string claim) => _cluster.Put(new JsonObject
    {
        ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "castle-db" },
        ["spec"] = new JsonObject { ["nodeName"] = node, ["volumes"] = new JsonArray(new JsonObject { ["name"] = "data", ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = claim } }) },
    });

    private Phoenix.Kubernetes.Cluster.KubeObject? VolumeOf(string claim) =>
        _cluster.Peek("PersistentVolumeClaim", "castle-db", claim)?.TextAt("spec", "volumeName") is { } volume ? _cluster.Peek("Volume", Namespace, volume) : null;

    private static async Task UntilAsync(Func<bool> holds)
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(20));
        while (!holds())
        {
            await Task.Delay(5, bound.Token);
        }
    }
}
