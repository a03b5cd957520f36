using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Tests.Memory;

/// <summary>Kinds as an API server serves them.</summary>
internal static class Kinds
{
    internal static readonly KubeKind Kustomization = new("kustomize.toolkit.fluxcd.io", "v1", "Kustomization", "kustomizations", true);
    internal static readonly KubeKind HelmRelease = new("helm.toolkit.fluxcd.io", "v2", "HelmRelease", "helmreleases", true);
    internal static readonly KubeKind GitRepository = new("source.toolkit.fluxcd.io", "v1", "GitRepository", "gitrepositories", true);
    internal static readonly KubeKind OciRepository = new("source.toolkit.fluxcd.io", "v1", "OCIRepository", "ocirepositories", true);
    internal static readonly KubeKind HelmChart = new("source.toolkit.fluxcd.io", "v1", "HelmChart", "helmcharts", true);
    internal static readonly KubeKind ExternalSecret = new("external-secrets.io", "v1", "ExternalSecret", "externalsecrets", true);
    internal static readonly KubeKind SecretStore = new("external-secrets.io", "v1", "SecretStore", "secretstores", true);
    internal static readonly KubeKind ClusterSecretStore = new("external-secrets.io", "v1", "ClusterSecretStore", "clustersecretstores", false);
    internal static readonly KubeKind Setting = new("longhorn.io", "v1beta2", "Setting", "settings", true);
    internal static readonly KubeKind LonghornNode = new("longhorn.io", "v1beta2", "Node", "nodes", true);
    internal static readonly KubeKind Volume = new("longhorn.io", "v1beta2", "Volume", "volumes", true);
    internal static readonly KubeKind Secret = new("", "v1", "Secret", "secrets", true);
    internal static readonly KubeKind ConfigMap = new("", "v1", "ConfigMap", "configmaps", true);
    internal static readonly KubeKind Event = new("", "v1", "Event", "events", true);
    internal static readonly KubeKind Namespace = new("", "v1", "Namespace", "namespaces", false);
    internal static readonly KubeKind Node = new("", "v1", "Node", "nodes", false);
    internal static readonly KubeKind Pod = new("", "v1", "Pod", "pods", true);
    internal static readonly KubeKind PersistentVolume = new("", "v1", "PersistentVolume", "persistentvolumes", false);
    internal static readonly KubeKind PersistentVolumeClaim = new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true);
    internal static readonly KubeKind StorageClass = new("storage.k8s.io", "v1", "StorageClass", "storageclasses", false);
    internal static readonly KubeKind VolumeAttachment = new("storage.k8s.io", "v1", "VolumeAttachment", "volumeattachments", false);
    internal static readonly KubeKind Definition = new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false);

    /// <summary>What every cluster serves.</summary>
    internal static KubeKind[] Core => [Secret, ConfigMap, Event, Namespace, Node, Pod, PersistentVolume, PersistentVolumeClaim, StorageClass, VolumeAttachment, Definition];

    /// <summary>Flux.</summary>
    internal static KubeKind[] Flux => [Kustomization, HelmRelease, GitRepository, OciRepository, HelmChart];

    /// <summary>External Secrets.</summary>
    internal static KubeKind[] ExternalSecrets => [ExternalSecret, SecretStore, ClusterSecretStore];

    /// <summary>Longhorn.</summary>
    internal static KubeKind[] Longhorn => [Setting, LonghornNode, Volume];
}
