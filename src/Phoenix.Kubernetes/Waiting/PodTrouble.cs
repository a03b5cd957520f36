using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Waiting;

/// <summary>What keeps the containers of a pod from running, in the kubelet's words.</summary>
internal static class PodTrouble
{
    /// <summary>The trouble; null when there is none to see.</summary>
    public static string? Of(KubeObject pod)
    {
        string[] troubles = [.. Statuses(pod, "initContainerStatuses").Concat(Statuses(pod, "containerStatuses")).Select(One).OfType<string>()];
        return troubles.Length > 0 ? string.Join("; ", troubles) : null;
    }

    /// <summary>The container whose log tells why; null when none is in trouble.</summary>
    public static string? ContainerOf(KubeObject pod) => Statuses(pod, "initContainerStatuses").Concat(Statuses(pod, "containerStatuses"))
        .Where(s => One(s) is not null && (Restarts(s) > 0 || s["state"]?["terminated"] is not null)).Select(s => (string?)s["name"]).FirstOrDefault();

    private static IEnumerable<JsonObject> Statuses(KubeObject pod, string key) => (pod.At("status", key) as JsonArray ?? []).OfType<JsonObject>();

    private static string? One(JsonObject status)
    {
        string name = (string?)status["name"] ?? "?";
        string restarts = Restarts(status) is > 0 and long count ? $", restarted {count} times" : "";
        if (status["state"]?["waiting"] is JsonObject waiting)
        {
            string reason = (string?)waiting["reason"] ?? "waiting";
            // On its way: no trouble yet.
            return reason is "ContainerCreating" or "PodInitializing" && restarts.Length == 0 ? null : $"container {name} waits: {reason}{Words(waiting)}{restarts}{Ended(status)}";
        }

        return status["state"]?["terminated"] is JsonObject ended && Code(ended) != 0 ? $"container {name} ended with exit code {Code(ended)}{Reason(ended)}{Words(ended)}{restarts}" : null;
    }

    private static string Ended(JsonObject status) => status["lastState"]?["terminated"] is JsonObject last ? $"; last exit code {Code(last)}{Reason(last)}" : "";

    private static long Restarts(JsonObject status) => JsonNumber.Read(status["restartCount"]) ?? 0;

    private static long Code(JsonObject ended) => JsonNumber.Read(ended["exitCode"]) ?? 0;

    private static string Reason(JsonObject state) => (string?)state["reason"] is { Length: > 0 } and not "Error" and string reason ? $" ({reason})" : "";

    private static string Words(JsonObject state) => (string?)state["message"] is { Length: > 0 } message ? $": {message.Trim().ReplaceLineEndings(" ")}" : "";
}
