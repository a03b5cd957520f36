using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Waiting;

/// <summary>How far the other built-in kinds are.</summary>
internal static class SingleStatus
{
    /// <summary>The status; null for a kind without rules of its own.</summary>
    public static ObjectStatus? Of(string group, KubeObject it, IReadOnlyList<Condition> conditions) => (group, it.Kind) switch
    {
        ("", "Pod") => Pod(it, conditions),
        ("", "Service") => Service(it),
        ("", "PersistentVolumeClaim") => Phase(it, "Bound"),
        ("", "Namespace") => Phase(it, "Active"),
        ("batch", "Job") => Job(it, conditions),
        ("apiextensions.k8s.io", "CustomResourceDefinition") => Definition(conditions),
        ("apiregistration.k8s.io", "APIService") => Available(conditions),
        _ => null,
    };

    private static ObjectStatus Pod(KubeObject it, IReadOnlyList<Condition> conditions)
    {
        switch (it.TextAt("status", "phase"))
        {
            case "Succeeded":
                return ObjectStatus.Current("it has completed");
            case "Failed":
                return ObjectStatus.Failed($"it has ended with an error: {PodTrouble.Of(it) ?? it.TextAt("status", "message") ?? it.TextAt("status", "reason") ?? "no reason is told"}");
            case "Running" when conditions.Any(c => c is { Type: "Ready", IsTrue: true }):
                return ObjectStatus.Current("ready");
            case "Running":
                return ObjectStatus.InProgress($"it runs and is not ready{(PodTrouble.Of(it) is string trouble ? $": {trouble}" : "")}");
            case "Pending":
                Condition? unscheduled = conditions.FirstOrDefault(c => c is { Type: "PodScheduled", Status: "False" });
                return ObjectStatus.InProgress(unscheduled is not null ? $"no node takes it: {unscheduled.Words}" : $"it is pending{(PodTrouble.Of(it) is string why ? $": {why}" : "")}");
            case string other:
                return ObjectStatus.InProgress($"its phase is {other}");
            default:
                return ObjectStatus.InProgress("no kubelet has seen it yet");
        }
    }

    private static ObjectStatus Service(KubeObject it) => it.TextAt("spec", "type") != "LoadBalancer" ? ObjectStatus.Current("it is there")
        : it.TextAt("spec", "clusterIP") is not { Length: > 0 } ? ObjectStatus.InProgress("it has no cluster address yet")
        : it.At("status", "loadBalancer", "ingress") is JsonArray { Count: > 0 } ? ObjectStatus.Current("it has an address")
        : ObjectStatus.InProgress("no load balancer has given it an address yet");

    private static ObjectStatus Phase(KubeObject it, string wanted) =>
        it.TextAt("status", "phase") is { Length: > 0 } phase ? phase == wanted ? ObjectStatus.Current(phase) : ObjectStatus.InProgress($"its phase is {phase}, not {wanted}") : ObjectStatus.InProgress("it has no phase yet");

    private static ObjectStatus Job(KubeObject it, IReadOnlyList<Condition> conditions)
    {
        if (conditions.FirstOrDefault(c => c is { Type: "Complete", IsTrue: true }) is not null)
        {
            return ObjectStatus.Current("it has completed");
        }

        if (conditions.FirstOrDefault(c => c is { Type: "Failed" or "FailureTarget", IsTrue: true }) is { } failed)
        {
            return ObjectStatus.Failed($"it has failed: {failed.Words}");
        }

        return conditions.Any(c => c is { Type: "Suspended", IsTrue: true }) ? ObjectStatus.Current("it is suspended")
            : it.TextAt("status", "startTime") is null ? ObjectStatus.InProgress("it has not begun")
            : ObjectStatus.InProgress($"it runs: {Count(it, "active")} active, {Count(it, "succeeded")} succeeded, {Count(it, "failed")} failed");
    }

    private static ObjectStatus Definition(IReadOnlyList<Condition> conditions)
    {
        if (conditions.FirstOrDefault(c => c is { Type: "NamesAccepted", Status: "False" }) is { } names)
        {
            return ObjectStatus.Failed($"its names are taken: {names.Words}");
        }

        Condition? established = conditions.FirstOrDefault(c => c.Type == "Established");
        return established is { IsTrue: true } ? ObjectStatus.Current("served")
            : established is { Status: "False", Reason: not "Installing" } ? ObjectStatus.Failed($"it is not served: {established.Words}")
            : ObjectStatus.InProgress("it is being installed");
    }

    private static ObjectStatus Available(IReadOnlyList<Condition> conditions) =>
        conditions.FirstOrDefault(c => c.Type == "Available") is { } available
            ? available.IsTrue ? ObjectStatus.Current("available") : ObjectStatus.InProgress($"not available: {available.Words}")
            : ObjectStatus.InProgress("it was not tried yet");

    private static long Count(KubeObject it, string key) => ObjectStatus.Number(it, 0, "status", key);
}
