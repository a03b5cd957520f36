using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Phoenix.KubeSim.Objects;

/// <summary>Reading of JSON that may be of any shape: what is not there, or is something else, is null.</summary>
internal static class JsonNodes
{
    public static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Text(this JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static bool IsTrue(this JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    /// <summary>A number, however it was made; null for anything else.</summary>
    public static decimal? Number(this JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;

    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string key in path)
        {
            node = node is JsonObject mapping && mapping.TryGetPropertyValue(key, out JsonNode? next) ? next : null;
        }

        return node;
    }

    public static string? TextAt(this JsonNode? node, params ReadOnlySpan<string> path) => node.At(path).Text();

    /// <summary>The object under a key; an empty one is put there when there is none.</summary>
    public static JsonObject Object(this JsonObject parent, string key)
    {
        if (parent[key] is not JsonObject child)
        {
            parent[key] = child = [];
        }

        return child;
    }

    /// <summary>The list under a key; an empty one is put there when there is none.</summary>
    public static JsonArray List(this JsonObject parent, string key)
    {
        if (parent[key] is not JsonArray child)
        {
            parent[key] = child = [];
        }

        return child;
    }

    /// <summary>Puts a value under a key, or takes the key away for null.</summary>
    public static void Put(this JsonObject parent, string key, JsonNode? value)
    {
        if (value is null)
        {
            parent.Remove(key);
        }
        else
        {
            parent[key] = value.Parent is null ? value : value.DeepClone();
        }
    }

    public static JsonObject Copy(this JsonObject node) => node.DeepClone().AsObject();

    public static IEnumerable<string> Texts(this JsonNode? node) => node is JsonArray list ? list.Select(item => item.Text()).OfType<string>() : [];

    /// <summary>One line of JSON, with no more escapes than JSON needs.</summary>
    public static string Write(this JsonNode? node) => node?.ToJsonString(Plain) ?? "null";
}
