using System.Text.Json.Nodes;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>Reading of objects without a schema, and what a merge patch needs.</summary>
internal static class Json
{
    public static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    public static int? Number(JsonNode? node) => node is JsonValue value
        ? value.TryGetValue(out int number) ? number : value.TryGetValue(out long large) ? (int)large : value.TryGetValue(out double real) ? (int)real : null
        : null;

    public static bool Flag(JsonNode? node) => node is JsonValue value && value.TryGetValue(out bool flag) && flag;

    /// <summary>What stands at a path of keys; null where there is nothing.</summary>
    public static JsonNode? At(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string key in path)
        {
            node = (node as JsonObject)?[key];
        }

        return node;
    }

    /// <summary>The objects of a list; none where there is no list.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? node) => node is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <summary>The texts of a list; none where there is no list.</summary>
    public static IReadOnlyList<string> Texts(JsonNode? node) => node is JsonArray list ? [.. list.Select(Text).OfType<string>()] : [];

    /// <summary>A mapping's keys and values, as text.</summary>
    public static Dictionary<string, string> Map(JsonNode? node) =>
        node is JsonObject map ? map.ToDictionary(m => m.Key, m => Text(m.Value) ?? m.Value?.ToJsonString() ?? "", StringComparer.Ordinal) : [];

    public static JsonObject Of(IEnumerable<KeyValuePair<string, string>> map) =>
        new(map.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)JsonValue.Create(m.Value))));

    public static JsonArray List(params IEnumerable<JsonNode?> items) => new([.. items]);

    /// <summary>The merge patch (RFC 7386) that makes <paramref name="after"/> of <paramref name="before"/>; empty when they are equal.</summary>
    public static JsonObject Difference(JsonObject before, JsonObject after)
    {
        JsonObject patch = [];
        foreach ((string key, JsonNode? value) in after)
        {
            if (value is JsonObject inner && before[key] is JsonObject old)
            {
                if (Difference(old, inner) is { Count: > 0 } deeper)
                {
                    patch[key] = deeper;
                }
            }
            else if (!before.ContainsKey(key) || !JsonNode.DeepEquals(before[key], value))
            {
                patch[key] = value?.DeepClone();
            }
        }

        foreach ((string key, JsonNode? _) in before)
        {
            if (!after.ContainsKey(key))
            {
                patch[key] = null;
            }
        }

        return patch;
    }

    /// <summary>Whether everything that <paramref name="wanted"/> says is so already; what the server added beside it does not matter.</summary>
    public static bool Covers(JsonNode? present, JsonNode? wanted) => wanted switch
    {
        JsonObject map => present is JsonObject other && map.All(m => Covers(other[m.Key], m.Value)),
        JsonArray list => present is JsonArray others && others.Count == list.Count && list.Zip(others).All(pair => Covers(pair.Second, pair.First)),
        _ => JsonNode.DeepEquals(present, wanted),
    };
}
