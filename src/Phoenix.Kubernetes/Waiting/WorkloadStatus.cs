using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Waiting;

/// <summary>How far the built-in workloads are: replicas made, updated, ready, and none of the former ones left.</summary>
internal static class WorkloadStatus
{
    /// <summary>The status; null for another kind.</summary>
    public static ObjectStatus? Of(string group, KubeObject it, IReadOnlyList<Condition> conditions) => (group, it.Kind) switch
    {
        ("apps", "Deployment") => Seen(it) ?? Deployment(it, conditions),
        ("apps", "StatefulSet") => Seen(it) ?? StatefulSet(it),
        ("apps", "DaemonSet") => Seen(it) ?? DaemonSet(it),
        ("apps", "ReplicaSet") => Seen(it) ?? ReplicaSet(it, conditions),
        _ => null,
    };

    // Each of these controllers tells which generation it saw. Before that, a spec of zero replicas would look done.
    private static ObjectStatus? Seen(KubeObject it) => ObjectStatus.Observed(it) is null ? ObjectStatus.InProgress("its controller has not seen it yet") : null;

    private static ObjectStatus Deployment(KubeObject it, IReadOnlyList<Condition> conditions)
    {
        Condition? progressing = conditions.FirstOrDefault(c => c.Type == "Progressing");
        if (progressing?.Reason == "ProgressDeadlineExceeded")
        {
            return ObjectStatus.Failed($"its progress deadline is exceeded: {progressing.Message}");
        }

        long wanted = ObjectStatus.Number(it, 1, "spec", "replicas");
        long all = Status(it, "replicas");
        long updated = Status(it, "updatedReplicas");
        long available = Status(it, "availableReplicas");
        return Fewer("replicas", all, wanted)
            ?? Fewer("updated", updated, wanted)
            ?? Former(all, wanted)
            ?? Fewer("available", available, updated)
            ?? Fewer("ready", Status(it, "readyReplicas"), wanted)
            ?? (conditions.FirstOrDefault(c => c.Type == "Available") is { IsTrue: true } ? ObjectStatus.Current($"available: {available}/{wanted}") : ObjectStatus.InProgress("not available yet"));
    }

    private static ObjectStatus StatefulSet(KubeObject it)
    {
        long wanted = ObjectStatus.Number(it, 1, "spec", "replicas");
        long all = Status(it, "replicas");
        ObjectStatus? open = Fewer("replicas", all, wanted) ?? Fewer("ready", Status(it, "readyReplicas"), wanted) ?? Former(all, wanted);
        // With OnDelete its owner replaces pods when that suits him: of which revision they are is his.
        if (open is not null || it.TextAt("spec", "updateStrategy", "type") == "OnDelete")
        {
            return open ?? ObjectStatus.Current($"ready: {wanted}/{wanted}");
        }

        long partition = ObjectStatus.Number(it, 0, "spec", "updateStrategy", "rollingUpdate", "partition");
        if (partition > 0)
        {
            return Fewer("updated", Status(it, "updatedReplicas"), wanted - partition) ?? ObjectStatus.Current($"ready: {wanted}/{wanted}, updated from {partition} on");
        }

        return Fewer("of the current revision", Status(it, "currentReplicas"), wanted)
            ?? (it.TextAt("status", "currentRevision") is { Length: > 0 } current && current == it.TextAt("status", "updateRevision") ? ObjectStatus.Current($"ready: {wanted}/{wanted}") : ObjectStatus.InProgress("pods of the former revision are left"));
    }

    private static ObjectStatus DaemonSet(KubeObject it)
    {
        long wanted = ObjectStatus.Number(it, -1, "status", "desiredNumberScheduled");
        return wanted < 0
            ? ObjectStatus.InProgress("its controller has not counted the nodes yet")
            : Fewer("scheduled", Status(it, "currentNumberScheduled"), wanted)
            ?? Fewer("updated", Status(it, "updatedNumberScheduled"), wanted)
            ?? Fewer("available", Status(it, "numberAvailable"), wanted)
            ?? Fewer("ready", Status(it, "numberReady"), wanted)
            ?? ObjectStatus.Current($"ready: {wanted}/{wanted}");
    }

    private static ObjectStatus ReplicaSet(KubeObject it, IReadOnlyList<Condition> conditions)
    {
        if (conditions.FirstOrDefault(c => c is { Type: "ReplicaFailure", IsTrue: true }) is { } failure)
        {
            return ObjectStatus.InProgress($"pods cannot be made: {failure.Words}");
        }

        long wanted = ObjectStatus.Number(it, 1, "spec", "replicas");
        return Fewer("labelled", Status(it, "fullyLabeledReplicas"), wanted)
            ?? Fewer("available", Status(it, "availableReplicas"), wanted)
            ?? Fewer("ready", Status(it, "readyReplicas"), wanted)
            ?? Former(Status(it, "replicas"), wanted)
            ?? ObjectStatus.Current($"ready: {wanted}/{wanted}");
    }

    private static long Status(KubeObject it, string key) => ObjectStatus.Number(it, 0, "status", key);

    private static ObjectStatus? Fewer(string what, long found, long wanted) => found < wanted ? ObjectStatus.InProgress($"{what}: {found}/{wanted}") : null;

    private static ObjectStatus? Former(long all, long wanted) => all > wanted ? ObjectStatus.InProgress($"{all - wanted} former pods are left") : null;
}
