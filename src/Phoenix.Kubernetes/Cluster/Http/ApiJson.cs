using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Phoenix.Kubernetes.Cluster.Http;

/// <summary>JSON as the API speaks it. Schemas in CustomResourceDefinitions are nested deeper than the library's 64 levels.</summary>
internal static class ApiJson
{
    private const int Deepest = 512;

    /// <summary>How it is read.</summary>
    public static JsonDocumentOptions Reading { get; } = new() { MaxDepth = Deepest };

    /// <summary>The object in a text; null when there is none.</summary>
    public static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: Reading) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The bytes of a node.</summary>
    public static byte[] Write(JsonNode node)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { MaxDepth = Deepest }))
        {
            node.WriteTo(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
