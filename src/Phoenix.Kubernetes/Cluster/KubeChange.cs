namespace Phoenix.Kubernetes.Cluster;

/// <summary>One thing that a watch saw.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object as it is now, or was when it went; null for <see cref="KubeChangeType.Listed"/>.</param>
public sealed record KubeChange(KubeChangeType Type, KubeObject? Object);
