using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Longhorn;
using Phoenix.Kubernetes.Snapshots;
using Phoenix.Kubernetes.Tests.Flux;
using Xunit;
using static Phoenix.Kubernetes.Tests.Longhorn.LonghornSamples;

namespace Phoenix.Kubernetes.Tests.Longhorn;

public sealed class LonghornJudgeTests
{
    [Fact]
    public void One_node_with_one_replica_is_ready() => Assert.Null(Fault([.. Ready, Volume("pvc-1"), Persistent("pvc-1"), Attachment("csi-1", "pvc-1", "node-1")]));

    [Fact]
    public void A_volume_that_nobody_wants_may_be_detached() => Assert.Null(Fault([.. Ready, Volume("pvc-1", "detached", "unknown", "")]));

    [Fact]
    public void Without_Longhorn_nothing_is_ready()
    {
        LonghornState none = new(Reads, new ClusterSnapshot(new Dictionary<SnapshotKind, IReadOnlyList<KubeObject>>()));
        Assert.Contains("not installed", LonghornJudge.Fault(none), StringComparison.Ordinal);
    }

    // The CRDs are there long before the manager is.
    [Fact]
    public void Without_settings_or_nodes_nothing_is_ready()
    {
        Assert.Contains("no settings yet", Fault([]), StringComparison.Ordinal);
        Assert.Contains("knows no node yet", Fault([Setting("default-replica-count", "1")]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_deciding_setting_must_be_applied()
    {
        Assert.Contains("default-replica-count = 1 is not applied yet", Fault([Setting("default-replica-count", "1", false), Node("node-1"), Machine("node-1"), Class("1")]), StringComparison.Ordinal);
        Assert.Null(Fault([.. Ready, Setting("taint-toleration", "x", false)]));
        Assert.Null(Fault([Setting("default-replica-count", "1", null), Node("node-1"), Machine("node-1"), Class("1")]));
    }

    [Fact]
    public void A_node_that_takes_no_replica_is_named_with_the_reason()
    {
        Assert.Contains("node-1 does not allow scheduling", Fault(With(Node("node-1", allows: false))), StringComparison.Ordinal);
        Assert.Contains("node-1 is not Ready: KubernetesNodeNotReady", Fault(With(Node("node-1", ready: "False"))), StringComparison.Ordinal);
        Assert.Contains("node-1 is not Schedulable: KubernetesNodeCordoned", Fault(With(Node("node-1", schedulable: "False"))), StringComparison.Ordinal);
        Assert.Contains("disk disk-1 is not Ready: NoDiskInfo", Fault(With(Node("node-1", diskReady: "False"))), StringComparison.Ordinal);
        Assert.Contains("node-1 has no disk yet", Fault(With(Node("node-1").With("status/diskStatus", new JsonObject()))), StringComparison.Ordinal);
        Assert.Contains("node-1 is not in the cluster any more", Fault([Setting("default-replica-count", "1"), Node("node-1"), Class("1")]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3", "1", 1, "StorageClass longhorn asks for 3 replicas of a volume, and 1 node can take one")]
    [InlineData(null, "3", 2, "setting default-replica-count (for StorageClass longhorn) asks for 3 replicas of a volume, and 2 nodes can take one")]
    [InlineData(null, "{\"v1\":\"2\",\"v2\":\"3\"}", 1, "asks for 2 replicas")]
    [InlineData("1", "3", 1, null)]
    [InlineData("2", "3", 2, null)]
    public void Replicas_beyond_the_nodes_are_found(string? classReplicas, string setting, int nodes, string? expected)
    {
        JsonObject[] all = [Setting("default-replica-count", setting), Class(classReplicas), .. Enumerable.Range(1, nodes).SelectMany(n => new[] { Node($"node-{n}"), Machine($"node-{n}") })];
        string? fault = Fault(all);
        if (expected is null)
        {
            Assert.Null(fault);
        }
        else
        {
            Assert.Contains(expected, fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Replicas_may_share_a_node_where_that_is_allowed() =>
        Assert.Null(Fault([Setting("default-replica-count", "3"), Setting("replica-soft-anti-affinity", "true"), Node("node-1"), Machine("node-1"), Class("3")]));

    [Theory]
    [InlineData("attaching", "unknown", "is attaching")]
    [InlineData("detached", "unknown", "is detached")]
    [InlineData("attached", "degraded", "is degraded: fewer than its 1 replicas are whole")]
    [InlineData("attached", "unknown", "is unknown")]
    [InlineData("detached", "faulted", "is faulted")]
    public void A_volume_that_is_wanted_must_be_attached_and_healthy(string state, string robustness, string fault) =>
        Assert.Contains("volume pvc-1 (castle-db/data) " + fault, Fault([.. Ready, Volume("pvc-1", state, robustness)]), StringComparison.Ordinal);

    [Fact]
    public void A_volume_that_an_attachment_asks_for_is_wanted() =>
        Assert.Contains("is detached", Fault([.. Ready, Volume("pvc-1", "detached", "unknown", ""), Persistent("pvc-1"), Attachment("csi-1", "pvc-1", "node-1")]), StringComparison.Ordinal);

    [Fact]
    public void A_volume_without_a_place_is_told_with_the_room_there_is()
    {
        string fault = Fault([Setting("default-replica-count", "1"), Setting("storage-over-provisioning-percentage", "100"), Node("node-1", scheduled: 66), Machine("node-1"), Class("1"), Volume("pvc-1", "detached", "unknown", "", scheduled: false)])!;
        Assert.Contains("ReplicaSchedulingFailure: insufficient storage", fault, StringComparison.Ordinal);
        Assert.Contains("it needs 10 GiB, and the disk with the most room takes 4 GiB more at an over-provisioning of 100 %", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Over_provisioning_makes_room()
    {
        Assert.Equal(4L << 30, LonghornDisks.Room(new KubeObject(Node("node-1", scheduled: 66)), 100));
        Assert.Equal(74L << 30, LonghornDisks.Room(new KubeObject(Node("node-1", scheduled: 66)), 200));
    }

    [Fact]
    public void An_attachment_to_a_node_that_is_gone_is_stale()
    {
        JsonObject[] all = [.. Ready, Volume("pvc-1"), Persistent("pvc-1"), Attachment("csi-old", "pvc-1", "node-9"), Attachment("csi-1", "pvc-1", "node-1"), Attachment("other", "pvc-2", "node-9", attacher: "ebs.csi.aws.com")];
        Assert.Equal(["csi-old"], StaleAttachment.In(State(all)).Select(s => s.Attachment.Name));
        Assert.Equal("VolumeAttachment csi-old holds pvc-1 on node node-9, which is gone", Fault(all));
    }

    // It may come back, and its pods may still write.
    [Fact]
    public void An_attachment_to_a_node_that_is_not_ready_is_not_stale()
    {
        JsonObject down = Machine("node-2").With("status/conditions", new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "Unknown" }));
        Assert.Empty(StaleAttachment.In(State([.. Ready, down, Attachment("csi-1", "pvc-1", "node-2")])));
    }

    [Fact]
    public void An_attach_that_fails_is_told_with_its_error() =>
        Assert.Equal(
            "pvc-1 cannot be attached to node node-1: volume is not ready for workloads",
            Fault([.. Ready, Volume("pvc-1"), Persistent("pvc-1"), Attachment("csi-1", "pvc-1", "node-1", "volume is not ready for workloads")]));

    private static string? Fault(JsonObject[] objects) => LonghornJudge.Fault(State(objects));

    private static JsonObject[] With(JsonObject node) => [Setting("default-replica-count", "1"), node, Machine("node-1"), Class("1")];
}
