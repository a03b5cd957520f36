namespace Phoenix.Manifests.Lint.Kustomize;

/// <summary>Kinds that are in no namespace.</summary>
internal static class NotNamespaced
{
    private static readonly HashSet<string> Kinds = new(StringComparer.Ordinal)
    {
        "APIService", "CSIDriver", "CSINode", "ClusterExternalSecret", "ClusterIssuer", "ClusterRole", "ClusterRoleBinding", "ClusterSecretStore", "ComponentStatus", "CustomResourceDefinition",
        "FlowSchema", "IngressClass", "MutatingWebhookConfiguration", "Namespace", "Node", "PersistentVolume", "PriorityClass", "PriorityLevelConfiguration", "RuntimeClass", "StorageClass",
        "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeAttachment", "VolumeSnapshotClass", "VolumeSnapshotContent",
    };

    /// <summary>Whether the kind is one.</summary>
    public static bool Contains(string kind) => Kinds.Contains(kind);
}
