using System.Text.Json.Nodes;

namespace Phoenix.Kubernetes.Cluster;

/// <summary>An object of the API as it was read or is to be applied. A snapshot: who changes its content changes a copy (<see cref="JsonNode.DeepClone"/>).</summary>
public sealed class KubeObject
{
    /// <summary>Takes the object's content.</summary>
    /// <param name="content">The whole object, with apiVersion, kind and metadata.</param>
    public KubeObject(JsonObject content) => Content = content;

    /// <summary>The whole object.</summary>
    public JsonObject Content { get; }

    /// <summary>Such as <c>apps/v1</c>; empty when it lacks one.</summary>
    public string ApiVersion => Text(Content["apiVersion"]) ?? "";

    /// <summary>Its kind; empty when it lacks one.</summary>
    public string Kind => Text(Content["kind"]) ?? "";

    /// <summary>Its name; empty when it lacks one.</summary>
    public string Name => Text(At("metadata", "name")) ?? "";

    /// <summary>Its namespace; null for one that lives in none.</summary>
    public string? Namespace => Text(At("metadata", "namespace"));

    /// <summary>Its identity: another object of the same name has another one. Null before it was made.</summary>
    public string? Uid => Text(At("metadata", "uid"));

    /// <summary>The version that it was read at; null before it was made.</summary>
    public string? ResourceVersion => Text(At("metadata", "resourceVersion"));

    /// <summary>Counts changes of the spec; null where the kind does not. One that cannot be read is later than any that a controller has seen, so that nothing looks up to date by it.</summary>
    public long? Generation => At("metadata", "generation") is { } generation ? JsonNumber.Read(generation) ?? long.MaxValue : null;

    /// <summary>Whether its deletion was asked for.</summary>
    public bool IsDeleting => At("metadata", "deletionTimestamp") is not null;

    /// <summary>What stands at a path of keys; null where there is nothing, or something else on the way.</summary>
    /// <param name="path">Keys, from the object's root.</param>
    public JsonNode? At(params ReadOnlySpan<string> path)
    {
        JsonNode? node = Content;
        foreach (string key in path)
        {
            node = node is JsonObject mapping && mapping.TryGetPropertyValue(key, out JsonNode? next) ? next : null;
        }

        return node;
    }

    /// <summary>The text at a path; null where there is none.</summary>
    /// <param name="path">Keys, from the object's root.</param>
    public string? TextAt(params ReadOnlySpan<string> path) => Text(At(path));

    /// <summary>Kind, namespace and name, for messages: <c>Kustomization flux-system/apps</c>.</summary>
    public override string ToString() => Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
