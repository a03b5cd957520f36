using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Manifests;

/// <summary>
/// Whose an object is, written on it when it is applied. Field ownership (<c>managedFields</c>) does not tell: an object that was applied with a name only, such as a plain Namespace, owns no field and gets no
/// entry. An annotation and no label: controllers copy the labels of a Service or a workload on to what they make of it.
/// </summary>
/// <param name="Stack">The stack's name. Not the place of its file: another checkout of it must find what it made.</param>
/// <param name="Layer">The layer's name.</param>
public sealed record ManifestOwner(string Stack, string Layer)
{
    /// <summary>The annotation; its value is <c>STACK/LAYER</c>.</summary>
    public const string Annotation = "phoenix/applied-by";

    /// <summary>Whose an object is, as it says; null when nobody of Phoenix applied it.</summary>
    public static string? Of(KubeObject present) => present.TextAt("metadata", "annotations", Annotation);

    /// <summary>Whether it is this one's.</summary>
    public bool Has(KubeObject present) => Of(present) == ToString();

    /// <summary>The annotation's value.</summary>
    public override string ToString() => $"{Stack}/{Layer}";

    /// <summary>Writes it on an object that is to be applied.</summary>
    /// <param name="metadata">The object's metadata.</param>
    /// <exception cref="PhoenixException">Configuration: its annotations are none.</exception>
    internal void Mark(JsonObject metadata)
    {
        JsonNode? there = metadata["annotations"];
        JsonObject annotations = there switch
        {
            null => [],
            JsonObject mapping => mapping,
            _ => throw new PhoenixException(ErrorCode.Configuration, $"the annotations of {metadata["name"]} are no mapping", "Write them as key: value"),
        };
        annotations[Annotation] = ToString();
        if (there is null)
        {
            metadata["annotations"] = annotations;
        }
    }
}
