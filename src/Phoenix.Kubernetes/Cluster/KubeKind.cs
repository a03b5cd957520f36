namespace Phoenix.Kubernetes.Cluster;

/// <summary>A kind of objects, as the API serves it.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">Version in the group, such as <c>v1</c>.</param>
/// <param name="Kind">Its name in manifests, such as <c>Deployment</c>.</param>
/// <param name="Plural">Its name in addresses, such as <c>deployments</c>.</param>
/// <param name="Namespaced">Whether its objects live in a namespace.</param>
public sealed record KubeKind(string Group, string Version, string Kind, string Plural, bool Namespaced)
{
    /// <summary>Group and version as manifests write them: <c>v1</c>, <c>apps/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";
}
