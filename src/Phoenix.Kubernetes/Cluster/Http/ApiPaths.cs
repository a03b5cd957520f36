using Phoenix.Errors;

namespace Phoenix.Kubernetes.Cluster.Http;

/// <summary>Addresses of the API. A name that is empty or leads elsewhere is refused: <c>DELETE .../pods/</c> deletes all pods.</summary>
internal static class ApiPaths
{
    /// <summary>All objects of a kind, in a namespace or in all.</summary>
    public static string Collection(KubeKind kind, string? @namespace) =>
        $"{Version(kind.Group, kind.Version)}{(kind.Namespaced && @namespace is not null ? $"/namespaces/{Segment(@namespace)}" : "")}/{Segment(kind.Plural)}";

    /// <summary>One object.</summary>
    public static string Object(KubeKind kind, string @namespace, string name) => $"{Collection(kind, @namespace)}/{Segment(name)}";

    /// <summary>Below a pod, such as its log.</summary>
    public static string Pod(string @namespace, string pod, string part) => $"/api/v1/namespaces/{Segment(@namespace)}/pods/{Segment(pod)}/{part}";

    /// <summary>A version of a group.</summary>
    public static string Version(string group, string version) => group.Length == 0 ? $"/api/{Segment(version)}" : $"/apis/{Segment(group)}/{Segment(version)}";

    /// <summary>A group.</summary>
    public static string Group(string group) => $"/apis/{Segment(group)}";

    /// <summary>A value of a query.</summary>
    public static string Value(string text) => Uri.EscapeDataString(text);

    private static string Segment(string text) => text.Length > 0 && text is not "." and not ".." && !text.AsSpan().ContainsAny('/', '%', '?')
        ? Uri.EscapeDataString(text)
        : throw new PhoenixException(ErrorCode.Configuration, $"'{text}' is no name of an object of Kubernetes", "Names are of a-z, 0-9, '-' and '.'");
}
