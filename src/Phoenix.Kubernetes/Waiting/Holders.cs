using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Waiting;

/// <summary>What holds an object whose deletion was asked for.</summary>
internal static class Holders
{
    // A namespace tells in its conditions which kinds and which finalizers are left in it.
    private static readonly string[] NamespaceConditions =
    [
        "NamespaceContentRemaining", "NamespaceFinalizersRemaining", "NamespaceDeletionContentFailure", "NamespaceDeletionDiscoveryFailure", "NamespaceDeletionGroupVersionParsingFailure",
    ];

    /// <summary>What holds it; null when nothing tells.</summary>
    public static string? Of(KubeObject it)
    {
        if (!it.IsDeleting)
        {
            return "its deletion was not asked for, or it was made anew";
        }

        string[] told = it.Kind == "Namespace"
            ? [.. Condition.Of(it).Where(c => c.IsTrue && NamespaceConditions.Contains(c.Type)).Select(c => c.Message.Length > 0 ? c.Message : c.Type)]
            : [];
        string finalizers = ObjectStatus.Finalizers(it);
        return told.Length > 0 ? string.Join("; ", told) : finalizers.Length > 0 ? $"held by {finalizers}" : null;
    }
}
