using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Phoenix.Kubernetes.Cluster.Http;

/// <summary>JSON as the API speaks it. Schemas in CustomResourceDefinitions are nested deeper than the library's 64 levels.</summary>
internal static class ApiJson
{
    /// <summary>How deep it may be nested.</summary>
    internal const int Deepest = 512;

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

    /// <summary>A line of a watch: its type, and its object as <see cref="Compact"/> makes it; null when it is none.</summary>
    public static JsonObject? ParseEvent(string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line, Reading);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            JsonObject read = [];
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                read[member.Name] = member.Value.ValueKind == JsonValueKind.Object ? Compact(member.Value) : JsonNode.Parse(member.Value.GetRawText(), documentOptions: Reading);
            }

            return read;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// An object of a list or a watch with bytes of its own, and without <c>metadata.managedFields</c>: these are up to half of an object and nobody reads them. Otherwise each object would hold the whole page that
    /// it came with.
    /// </summary>
    public static JsonObject Compact(JsonElement element)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { MaxDepth = Deepest, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            writer.WriteStartObject();
            foreach (JsonProperty member in element.EnumerateObject())
            {
                if (member.NameEquals("metadata") && member.Value.ValueKind == JsonValueKind.Object)
                {
                    writer.WriteStartObject(member.Name);
                    foreach (JsonProperty one in member.Value.EnumerateObject().Where(m => !m.NameEquals("managedFields")))
                    {
                        one.WriteTo(writer);
                    }

                    writer.WriteEndObject();
                }
                else
                {
                    member.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return (JsonObject)JsonNode.Parse(buffer.WrittenSpan, documentOptions: Reading)!;
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
