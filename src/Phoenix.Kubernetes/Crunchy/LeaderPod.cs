using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>The pod that leads a PostgresCluster: its primary, or the leader of a standby.</summary>
/// <param name="site">The layer.</param>
internal sealed class LeaderPod(CrunchySite site)
{
    private string Instances => $"{PgoNames.OfCluster(site.Name)},{PgoNames.Group}/instance";

    /// <summary>Its name.</summary>
    /// <exception cref="PhoenixException">LayerFailed: none leads now.</exception>
    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<KubeObject> pods = await site.Cluster.ListAsync(CrunchySite.Pods, site.Name.Namespace, Instances, cancellationToken);
        return pods.FirstOrDefault(IsLeader)?.Name
            ?? throw new PhoenixException(ErrorCode.LayerFailed, $"no pod of {site.Name} leads: {Describe(pods)}", "look at its pods with kubectl, and at Patroni's log in them") { IsTransient = true };
    }

    /// <summary>Waits until one leads and its database container runs.</summary>
    public Task AwaitAsync(TimeSpan bound, CancellationToken cancellationToken) => site.Waiting.ForAllAsync(
        CrunchySite.Pods,
        site.Name.Namespace,
        Instances,
        $"a leading pod of {site.Name}",
        bound,
        pods => pods.Any(p => IsLeader(p) && Container(p)?["state"]?["running"] is JsonObject) ? null : Describe([.. pods]),
        cancellationToken);

    private static bool IsLeader(KubeObject pod) => !pod.IsDeleting && PgoNames.IsLeader(pod.TextAt("metadata", "labels", PgoNames.RoleLabel));

    private static JsonNode? Container(KubeObject pod) => (pod.At("status", "containerStatuses") as JsonArray ?? []).FirstOrDefault(c => (string?)c?["name"] == PgoNames.DatabaseContainer);

    private static string Describe(IReadOnlyList<KubeObject> pods) => pods.Count == 0 ? "it has no pods yet" : string.Join("; ", pods.Select(Describe));

    private static string Describe(KubeObject pod)
    {
        JsonNode? waiting = (pod.At("status", "initContainerStatuses") as JsonArray ?? []).Concat(pod.At("status", "containerStatuses") as JsonArray ?? [])
            .Select(c => c?["state"]?["waiting"]).FirstOrDefault(w => w is not null);
        string phase = pod.TextAt("status", "phase") ?? "unknown";
        string why = waiting is null ? "" : $", {(string?)waiting["reason"]}{((string?)waiting["message"] is { Length: > 0 } message ? ": " + message : "")}";
        return $"{pod.Name} is {phase}{why}{(pod.IsDeleting ? ", being deleted" : "")}, role {pod.TextAt("metadata", "labels", PgoNames.RoleLabel) ?? "none"}";
    }
}
