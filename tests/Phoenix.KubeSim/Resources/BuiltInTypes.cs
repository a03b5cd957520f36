namespace Phoenix.KubeSim.Resources;

/// <summary>The built-in types that the simulator serves.</summary>
internal static class BuiltInTypes
{
    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Make("", "v1", "Namespace", "namespaces", namespaced: false, status: true, shortNames: "ns"),
        Make("", "v1", "Pod", "pods", status: true, generation: true, shortNames: "po") with { Categories = ["all"] },
        Make("", "v1", "Service", "services", status: true, shortNames: "svc") with { Categories = ["all"] },
        Make("", "v1", "ConfigMap", "configmaps", shortNames: "cm"),
        Make("", "v1", "Secret", "secrets"),
        Make("", "v1", "ServiceAccount", "serviceaccounts", shortNames: "sa"),
        Make("", "v1", "Endpoints", "endpoints", shortNames: "ep"),
        Make("", "v1", "Event", "events", shortNames: "ev"),
        Make("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", status: true, shortNames: "pvc"),
        Make("", "v1", "PersistentVolume", "persistentvolumes", namespaced: false, status: true, shortNames: "pv"),
        Make("", "v1", "Node", "nodes", namespaced: false, status: true, shortNames: "no"),
        Make("", "v1", "ResourceQuota", "resourcequotas", status: true, shortNames: "quota"),
        Make("", "v1", "LimitRange", "limitranges", shortNames: "limits"),
        Make("apps", "v1", "Deployment", "deployments", status: true, generation: true, shortNames: "deploy") with { Categories = ["all"] },
        Make("apps", "v1", "StatefulSet", "statefulsets", status: true, generation: true, shortNames: "sts") with { Categories = ["all"] },
        Make("apps", "v1", "DaemonSet", "daemonsets", status: true, generation: true, shortNames: "ds") with { Categories = ["all"] },
        Make("apps", "v1", "ReplicaSet", "replicasets", status: true, generation: true, shortNames: "rs") with { Categories = ["all"] },
        Make("apps", "v1", "ControllerRevision", "controllerrevisions"),
        Make("batch", "v1", "Job", "jobs", status: true, generation: true) with { Categories = ["all"] },
        Make("batch", "v1", "CronJob", "cronjobs", status: true, generation: true, shortNames: "cj") with { Categories = ["all"] },
        Make("networking.k8s.io", "v1", "Ingress", "ingresses", status: true, generation: true, shortNames: "ing"),
        Make("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", generation: true, shortNames: "netpol"),
        Make("networking.k8s.io", "v1", "IngressClass", "ingressclasses", namespaced: false, generation: true),
        Make("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", generation: true),
        Make("coordination.k8s.io", "v1", "Lease", "leases"),
        Make("policy", "v1", "PodDisruptionBudget", "poddisruptionbudgets", status: true, generation: true, shortNames: "pdb"),
        Make("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", status: true, shortNames: "hpa"),
        Make("scheduling.k8s.io", "v1", "PriorityClass", "priorityclasses", namespaced: false, generation: true, shortNames: "pc"),
        Make("rbac.authorization.k8s.io", "v1", "Role", "roles"),
        Make("rbac.authorization.k8s.io", "v1", "RoleBinding", "rolebindings"),
        Make("rbac.authorization.k8s.io", "v1", "ClusterRole", "clusterroles", namespaced: false),
        Make("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding", "clusterrolebindings", namespaced: false),
        Make("storage.k8s.io", "v1", "StorageClass", "storageclasses", namespaced: false, shortNames: "sc"),
        Make("storage.k8s.io", "v1", "VolumeAttachment", "volumeattachments", namespaced: false, status: true),
        Make("storage.k8s.io", "v1", "CSIDriver", "csidrivers", namespaced: false),
        Make("storage.k8s.io", "v1", "CSINode", "csinodes", namespaced: false),
        Make("admissionregistration.k8s.io", "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", namespaced: false, generation: true),
        Make("admissionregistration.k8s.io", "v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", namespaced: false, generation: true),
        Make("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", namespaced: false, status: true, generation: true, shortNames: "crd"),
    ];

    /// <summary>A built-in type that is always there.</summary>
    public static ResourceType Get(string plural) => All.First(type => type.Plural == plural);

    private static ResourceType Make(string group, string version, string kind, string plural, bool namespaced = true, bool status = false, bool generation = false, string? shortNames = null) =>
        new(group, kind, plural, namespaced, [new ServedVersion(version, true, true, status) { SelectableFields = Selectable(plural) }])
        {
            Generation = generation,
            ShortNames = shortNames is null ? [] : [shortNames],
        };

    private static IReadOnlyList<string> Selectable(string plural) => plural switch
    {
        "pods" => ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase", "status.podIP"],
        "events" => ["involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion", "involvedObject.fieldPath", "reason", "type", "source.component", "reportingComponent"],
        "secrets" => ["type"],
        "namespaces" => ["status.phase"],
        "nodes" => ["spec.unschedulable"],
        "jobs" => ["status.successful"],
        "replicasets" => ["status.replicas"],
        _ => [],
    };
}
