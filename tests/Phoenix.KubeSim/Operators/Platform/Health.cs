using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Platform;

/// <summary>Whether an object is what it is to be, by the rules that controllers use for each other (kstatus, as far as the doubles need it).</summary>
public static class Health
{
    /// <summary>Why it is not; null when it is.</summary>
    public static string? Fault(KubeObject of)
    {
        StatusConditions conditions = new(of, default);
        if (of.IsDeleting)
        {
            return "is being deleted";
        }

        if (of.At("status", "observedGeneration") is JsonValue value && value.TryGetValue(out long observed) && of.Generation is { } generation && observed != generation)
        {
            return "its status is of an older generation";
        }

        long Number(params string[] path) => of.At(path) is JsonValue v && v.TryGetValue(out long n) ? n : 0;
        return of.Kind switch
        {
            "Deployment" or "StatefulSet" when Number("status", "readyReplicas") < (of.At("spec", "replicas") is null ? 1 : Number("spec", "replicas")) => "replicas are not ready",
            "PersistentVolumeClaim" when of.TextAt("status", "phase") != "Bound" => "is not bound",
            "Job" when conditions["Complete"] != "True" => "is not complete",
            "Kustomization" or "HelmRelease" or "ExternalSecret" or "SecretStore" or "ClusterSecretStore" when conditions["Ready"] != "True" => conditions.Reason("Ready") ?? "was not looked at yet",
            _ => conditions["Ready"] is "False" or "Unknown" ? conditions.Reason("Ready") : conditions["Reconciling"] == "True" ? "is being reconciled" : null,
        };
    }
}
