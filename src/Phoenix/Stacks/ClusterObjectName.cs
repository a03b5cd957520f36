namespace Phoenix.Stacks;

/// <summary>An object of a Kubernetes cluster by namespace and name; its kind is said where it is used.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
public sealed record ClusterObjectName(string Namespace, string Name)
{
    /// <summary>As stack files and messages write it: <c>namespace/name</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";
}
