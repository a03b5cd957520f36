namespace Phoenix.Stacks;

/// <summary>The Kubernetes cluster that a stack's layers live in, as the stack file declares it. Exactly one of the ways to reach it is set.</summary>
public sealed record ClusterDefinition
{
    /// <summary>A kubeconfig file, absolute once resolved; null for another way.</summary>
    public ValueTemplate? KubeconfigFile { get; init; }

    /// <summary>The text of a kubeconfig, such as a layer's output; null for another way.</summary>
    public ValueTemplate? KubeconfigText { get; init; }

    /// <summary>Name of the secret that holds the text of a kubeconfig; null for another way.</summary>
    public string? KubeconfigSecret { get; init; }

    /// <summary>Whether Phoenix runs in a pod of the cluster and uses that pod's account.</summary>
    public bool InCluster { get; init; }

    /// <summary>The kubeconfig's context; null for its current one.</summary>
    public string? Context { get; init; }

    /// <summary>Identity of the cluster (UID of its namespace <c>kube-system</c>); null for the one that the last create of this stack noted.</summary>
    public string? Identity { get; init; }

    /// <summary>Texts that may refer to outputs of layers.</summary>
    public IEnumerable<ValueTemplate> Templates => new[] { KubeconfigFile, KubeconfigText }.OfType<ValueTemplate>();
}
