namespace Phoenix.KubeSim.Serving;

/// <summary>What an address of the API names.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">Its version.</param>
/// <param name="Namespace">Null when the address names none.</param>
/// <param name="Resource">Plural name.</param>
/// <param name="Name">Null for the collection.</param>
/// <param name="Subresource">Null for the object itself.</param>
internal sealed record RequestTarget(string Group, string Version, string? Namespace, string Resource, string? Name, string? Subresource)
{
    /// <summary>Null for an address of another form (discovery, health, nonsense).</summary>
    public static RequestTarget? Parse(string path)
    {
        string[] parts = path.Trim('/').Split('/');
        (string group, string version, string[] rest) = parts switch
        {
            ["api", var core, .. var after] => ("", core, after),
            ["apis", var named, var of, .. var after] => (named, of, after),
            _ => ("", "", Array.Empty<string>()),
        };
        return rest switch
        {
            [] or [""] => null,
            ["namespaces", var name, "status" or "finalize"] when group.Length == 0 => new(group, version, null, "namespaces", name, rest[2]),
            ["namespaces", var space, var resource] => new(group, version, space, resource, null, null),
            ["namespaces", var space, var resource, var name] => new(group, version, space, resource, name, null),
            ["namespaces", var space, var resource, var name, .. var sub] => new(group, version, space, resource, name, string.Join('/', sub)),
            [var resource] => new(group, version, null, resource, null, null),
            [var resource, var name] => new(group, version, null, resource, name, null),
            [var resource, var name, .. var sub] => new(group, version, null, resource, name, string.Join('/', sub)),
        };
    }
}
