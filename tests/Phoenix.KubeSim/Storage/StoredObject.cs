using System.Text;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Objects;

namespace Phoenix.KubeSim.Storage;

/// <summary>An object at one revision. Its content is never changed after it was stored.</summary>
internal sealed class StoredObject
{
    private Written? _written;

    public StoredObject(JsonObject content, long revision)
    {
        Content = content;
        Revision = revision;
        Name = content.TextAt("metadata", "name") ?? "";
        Namespace = content.TextAt("metadata", "namespace");
        Uid = content.TextAt("metadata", "uid") ?? "";
    }

    /// <summary>In the storage version, with its <c>metadata.resourceVersion</c>.</summary>
    public JsonObject Content { get; }

    public long Revision { get; }

    public string Name { get; }

    public string? Namespace { get; }

    public string Uid { get; }

    public string Key => KeyOf(Namespace, Name);

    public bool IsDeleting => Content.At("metadata", "deletionTimestamp") is not null;

    public IEnumerable<string> Finalizers => Content.At("metadata", "finalizers").Texts();

    public static string KeyOf(string? space, string name) => space is null ? name : $"{space}/{name}";

    /// <summary>A copy in a version of the group; versions differ in nothing but their name, as with the conversion strategy <c>None</c>.</summary>
    public JsonObject In(string apiVersion)
    {
        JsonObject copy = Content.Copy();
        copy["apiVersion"] = apiVersion;
        return copy;
    }

    /// <summary>The object as JSON text in a version of its group.</summary>
    public byte[] Write(string apiVersion)
    {
        if (_written is { } written && written.ApiVersion == apiVersion)
        {
            return written.Bytes;
        }

        JsonObject content = Content.TextAt("apiVersion") == apiVersion ? Content : In(apiVersion);
        byte[] bytes = Encoding.UTF8.GetBytes(content.Write());
        _written = new Written(apiVersion, bytes);
        return bytes;
    }

    // One reference, so that readers on several threads see both parts of one text.
    private sealed record Written(string ApiVersion, byte[] Bytes);
}
