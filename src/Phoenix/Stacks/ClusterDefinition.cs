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

    /// <summary>The layer whose machines the cluster runs on: once that is gone, so is all that was in the cluster. Null where the stack does not make it.</summary>
    public string? Layer { get; init; }

    /// <summary>Texts that may refer to outputs of layers.</summary>
    public IEnumerable<ValueTemplate> Templates => new[] { KubeconfigFile, KubeconfigText }.OfType<ValueTemplate>();

    /// <summary>Whether a layer, or one of its gates, works on a cluster.</summary>
    /// <param name="layer">The layer.</param>
    public static bool IsUsedBy(LayerDefinition layer) => IsDriver(layer.Driver) || layer.Gates.Any(IsGate);

    /// <summary>Whether a driver works on a cluster.</summary>
    /// <param name="driver">The driver.</param>
    public static bool IsDriver(DriverDefinition driver) =>
        driver is DriverDefinition.Kubernetes or DriverDefinition.Flux or DriverDefinition.ExternalSecret or DriverDefinition.Longhorn or DriverDefinition.PostgresCluster;

    /// <summary>Whether a gate looks at a cluster.</summary>
    /// <param name="gate">The gate.</param>
    public static bool IsGate(GateDefinition gate) =>
        gate is GateDefinition.Webhook or GateDefinition.Flux or GateDefinition.Longhorn or GateDefinition.ExternalSecret;
}
