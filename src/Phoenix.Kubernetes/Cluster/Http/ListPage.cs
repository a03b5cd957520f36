namespace Phoenix.Kubernetes.Cluster.Http;

/// <summary>One page of a list.</summary>
/// <param name="Items">Its objects.</param>
/// <param name="Version">The version of the whole list, to watch from.</param>
/// <param name="IsFirst">Whether a list begins here; also where an earlier one ran out in its middle: what that told is told again.</param>
internal sealed record ListPage(IReadOnlyList<KubeObject> Items, string Version, bool IsFirst);
