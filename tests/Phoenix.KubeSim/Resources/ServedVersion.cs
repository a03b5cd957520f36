using Phoenix.KubeSim.Schemas;

namespace Phoenix.KubeSim.Resources;

/// <summary>A version of a type.</summary>
/// <param name="Name">Such as <c>v1</c>.</param>
/// <param name="Served">Whether requests may use it.</param>
/// <param name="Storage">Whether objects are stored in it.</param>
/// <param name="Status">Whether <c>/status</c> is a resource of its own.</param>
internal sealed record ServedVersion(string Name, bool Served, bool Storage, bool Status)
{
    /// <summary>What a custom resource must look like; null for built-in types, which are taken as they come.</summary>
    public Schema? Schema { get; init; }

    /// <summary>Paths that a field selector may name beside name and namespace, each as keys.</summary>
    public IReadOnlyList<string> SelectableFields { get; init; } = [];

    public bool Deprecated { get; init; }
}
