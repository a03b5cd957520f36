using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Waiting;

/// <summary>
/// How far an object is, by the rules of kstatus (sigs.k8s.io/cli-utils), which kubectl's successors and Flux go by. Where those call something ready that serves nobody, this is stricter: a Job must
/// have completed, a failed Pod has failed, a LoadBalancer must have an address, a workload's controller must have seen it, and a Namespace must be active. A crash loop or a Pod that fits no node is not final
/// here: in a cluster that comes up, what they wait for comes later.
/// </summary>
/// <param name="State">How far it is.</param>
/// <param name="Message">Why, for people.</param>
public sealed record ObjectStatus(ObjectState State, string Message)
{
    /// <summary>Judges an object. Pure: nothing but the object is looked at.</summary>
    public static ObjectStatus Of(KubeObject it)
    {
        if (it.IsDeleting)
        {
            return new ObjectStatus(ObjectState.Terminating, Finalizers(it) is { Length: > 0 } held ? $"is being deleted; held by {held}" : "is being deleted");
        }

        if (Observed(it) is long observed && (observed == JsonNumber.Unreadable || (it.Generation is long generation && observed != generation)))
        {
            return InProgress($"its controller has not seen the last change yet (generation {it.Generation}, seen {observed})");
        }

        IReadOnlyList<Condition> conditions = Condition.Of(it);
        if (conditions.FirstOrDefault(c => c is { Type: "Reconciling", Status: not ("False" or "Unknown") }) is { } reconciling)
        {
            return InProgress(reconciling.Words.Length > 0 ? reconciling.Words : "it is being reconciled");
        }

        if (conditions.FirstOrDefault(c => c is { Type: "Stalled", IsTrue: true }) is { } stalled)
        {
            return Failed($"stalled: {stalled.Words}");
        }

        string group = it.ApiVersion.Contains('/', StringComparison.Ordinal) ? it.ApiVersion[..it.ApiVersion.IndexOf('/', StringComparison.Ordinal)] : "";
        return WorkloadStatus.Of(group, it, conditions) ?? SingleStatus.Of(group, it, conditions) ?? ByReady(it, conditions);
    }

    internal static ObjectStatus InProgress(string message) => new(ObjectState.InProgress, message);

    internal static ObjectStatus Current(string message) => new(ObjectState.Current, message);

    internal static ObjectStatus Failed(string message) => new(ObjectState.Failed, message);

    internal static long Number(KubeObject it, long otherwise, params ReadOnlySpan<string> path) =>
        JsonNumber.Read(it.At(path)) ?? otherwise;

    internal static long? Observed(KubeObject it) => JsonNumber.Seen(it.At("status", "observedGeneration"));

    /// <summary>The finalizers of an object, for messages.</summary>
    internal static string Finalizers(KubeObject it) => string.Join(
        ", ", (it.At("metadata", "finalizers") as JsonArray ?? []).Select(f => f?.ToString() ?? "").Where(f => f.Length > 0));

    // Custom resources say "Ready", mostly. One without conditions is as good as it was written: nothing tells one that needs no controller from one whose controller is away.
    private static ObjectStatus ByReady(KubeObject it, IReadOnlyList<Condition> conditions)
    {
        if (conditions.FirstOrDefault(c => c.Type == "Ready") is not { } ready)
        {
            return Current("it is there");
        }

        return ready.ObservedGeneration is long seen && seen < (it.Generation ?? 0) ? InProgress("its controller has not judged the last change yet")
            : ready.IsTrue ? Current(ready.Words.Length > 0 ? ready.Words : "ready")
            : InProgress($"not ready: {ready.Words}");
    }
}
