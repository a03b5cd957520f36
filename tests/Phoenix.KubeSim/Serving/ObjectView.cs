using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Serving;

/// <summary>How a client wants objects: whole, or their metadata only.</summary>
internal sealed class ObjectView
{
    private readonly bool _metadataOnly;

    private ObjectView(bool metadataOnly) => _metadataOnly = metadataOnly;

    /// <exception cref="ApiException">406: the client takes no JSON.</exception>
    public static ObjectView For(HttpRequest request)
    {
        string[] accepted = [.. request.Headers.Accept.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        if (accepted.Length == 0)
        {
            return new ObjectView(false);
        }

        foreach (string type in accepted)
        {
            string media = type.Split(';')[0].Trim();
            bool json = media is "application/json" or "*/*" or "application/*";
            if (json && type.Contains("as=PartialObjectMetadata", StringComparison.Ordinal))
            {
                return new ObjectView(true);
            }

            if (json && !type.Contains("as=", StringComparison.Ordinal))
            {
                return new ObjectView(false);
            }
        }

        throw ApiErrors.NotAcceptable();
    }

    /// <summary>One object as JSON text.</summary>
    public byte[] Write(StoredObject found, string apiVersion) => _metadataOnly ? Encoding.UTF8.GetBytes(Metadata(found).Write()) : found.Write(apiVersion);

    /// <summary>A bookmark of a watch.</summary>
    public JsonObject Bookmark(ServedType served, string version, bool initialEnd)
    {
        var metadata = new JsonObject { ["resourceVersion"] = version, ["creationTimestamp"] = null };
        if (initialEnd)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        return _metadataOnly
            ? new JsonObject { ["kind"] = "PartialObjectMetadata", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = metadata }
            : new JsonObject { ["kind"] = served.Type.Kind, ["apiVersion"] = served.ApiVersion, ["metadata"] = metadata };
    }

    public JsonObject List(ServedType served, IEnumerable<StoredObject> items, JsonObject metadata) => new()
    {
        ["kind"] = _metadataOnly ? "PartialObjectMetadataList" : served.Type.ListKind,
        ["apiVersion"] = _metadataOnly ? "meta.k8s.io/v1" : served.ApiVersion,
        ["metadata"] = metadata,
        ["items"] = new JsonArray([.. items.Select(item => Item(item, served))]),
    };

    private JsonObject Item(StoredObject item, ServedType served)
    {
        if (_metadataOnly)
        {
            return Metadata(item);
        }

        JsonObject content = item.In(served.ApiVersion);
        // As a real server does: the items of lists of built-in types do not say what they are.
        if (!served.Type.Custom)
        {
            content.Remove("apiVersion");
            content.Remove("kind");
        }

        return content;
    }

    private static JsonObject Metadata(StoredObject found) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = found.Content["metadata"]?.DeepClone(),
    };
}
