using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Manifests;

/// <summary>
/// The order in which objects are applied: what others live in or are made of first, admission webhooks last, for until their pods serve they refuse everything. A wipe goes the other way in waves, so that
/// operators are still there to take the finalizers off what they own.
/// </summary>
internal static class ManifestOrder
{
    private static readonly string[] Kinds =
    [
        "Namespace", "CustomResourceDefinition", "PriorityClass", "StorageClass", "IngressClass", "RuntimeClass", "ResourceQuota", "LimitRange", "NetworkPolicy", "ServiceAccount",
        "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "PersistentVolume", "PersistentVolumeClaim", "Service", "Endpoints", "EndpointSlice",
        "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet", "Pod", "Job", "CronJob", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Ingress", "APIService",
    ];

    /// <summary>Whether others cannot even be understood before this is there: it is awaited first.</summary>
    public static bool IsFoundation(KubeObject it) => (Group(it), it.Kind) is ("", "Namespace") or ("apiextensions.k8s.io", "CustomResourceDefinition");

    /// <summary>The objects as they are applied.</summary>
    public static IReadOnlyList<KubeObject> Of(IEnumerable<KubeObject> objects) => [.. objects.OrderBy(Rank)];

    /// <summary>The waves in which they are deleted; each must be gone before the next begins.</summary>
    public static IEnumerable<IReadOnlyList<KubeObject>> Waves(IEnumerable<KubeObject> objects) =>
        Of(objects).Reverse().GroupBy(Wave).OrderBy(w => w.Key).Select(w => (IReadOnlyList<KubeObject>)[.. w]);

    // Custom resources come after the built-in kinds, for their operators are among those.
    private static int Rank(KubeObject it) => IsWebhook(it) ? Kinds.Length + 1 : IsCustom(it) ? Kinds.Length : Array.IndexOf(Kinds, it.Kind) is >= 0 and int rank ? rank : Kinds.Length - 1;

    private static int Wave(KubeObject it) => IsFoundation(it) ? it.Kind == "Namespace" ? 4 : 3 : IsCustom(it) ? 0 : IsWebhook(it) ? 1 : 2;

    private static bool IsWebhook(KubeObject it) => Group(it) == "admissionregistration.k8s.io";

    // Groups of Kubernetes itself have no dot (apps) or end in .k8s.io; those of others that do, such as gateway.networking.k8s.io, are served by definitions, too, and lose nothing by going first.
    private static bool IsCustom(KubeObject it) => Group(it) is { Length: > 0 } group && group.Contains('.', StringComparison.Ordinal) && !BuiltIn.Contains(group);

    private static readonly HashSet<string> BuiltIn = new(
        [
            "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "certificates.k8s.io", "coordination.k8s.io",
            "discovery.k8s.io", "events.k8s.io", "flowcontrol.apiserver.k8s.io", "networking.k8s.io", "node.k8s.io", "rbac.authorization.k8s.io", "resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io",
        ],
        StringComparer.Ordinal);

    private static string Group(KubeObject it) => it.ApiVersion.Contains('/', StringComparison.Ordinal) ? it.ApiVersion[..it.ApiVersion.IndexOf('/', StringComparison.Ordinal)] : "";
}
