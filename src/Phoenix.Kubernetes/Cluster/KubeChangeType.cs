namespace Phoenix.Kubernetes.Cluster;

/// <summary>What a watch saw happen.</summary>
public enum KubeChangeType
{
    /// <summary>It is there: it was listed, made, or changed.</summary>
    Present,

    /// <summary>It is gone. After a break this is told for every known object that a new list no longer has.</summary>
    Gone,

    /// <summary>A whole list was read: what was not told as present is not there. Told after each list, before the changes that follow it.</summary>
    Listed,
}
