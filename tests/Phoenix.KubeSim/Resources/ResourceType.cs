namespace Phoenix.KubeSim.Resources;

/// <summary>A type of objects that the server serves, in one or more versions of its group.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Kind">Such as <c>Deployment</c>.</param>
/// <param name="Plural">Its name in addresses.</param>
/// <param name="Namespaced">Whether its objects live in a namespace.</param>
/// <param name="Versions">What it is served in; one is stored.</param>
internal sealed record ResourceType(string Group, string Kind, string Plural, bool Namespaced, IReadOnlyList<ServedVersion> Versions)
{
    /// <summary>Whether a CustomResourceDefinition brought it.</summary>
    public bool Custom { get; init; }

    public string Singular { get; init; } = Kind.ToLowerInvariant();

    public string ListKind { get; init; } = Kind + "List";

    public IReadOnlyList<string> ShortNames { get; init; } = [];

    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether <c>metadata.generation</c> counts changes of what is desired.</summary>
    public bool Generation { get; init; }

    /// <summary>Set while its definition is being deleted: nothing new is taken.</summary>
    public bool Terminating { get; init; }

    /// <summary>Its name in messages and in the store: <c>pods</c>, <c>deployments.apps</c>.</summary>
    public string Qualified { get; } = Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public ServedVersion Storage => Versions.First(version => version.Storage);

    public string ApiVersion(string version) => Group.Length == 0 ? version : $"{Group}/{version}";

    public string StorageApiVersion => ApiVersion(Storage.Name);
}
