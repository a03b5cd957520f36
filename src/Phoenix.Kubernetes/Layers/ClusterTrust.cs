namespace Phoenix.Kubernetes.Layers;

/// <summary>What a command does about a cluster that nothing is known of yet.</summary>
public enum ClusterTrust
{
    /// <summary>It only looks: it goes on, and notes nothing.</summary>
    Look,

    /// <summary>It raises: what it finds is noted, and is the stack's cluster from then on.</summary>
    Note,

    /// <summary>It destroys: a cluster that neither the stack file nor an earlier create names is refused.</summary>
    MustKnow,
}
