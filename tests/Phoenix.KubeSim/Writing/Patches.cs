using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Apply;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;

namespace Phoenix.KubeSim.Writing;

/// <summary>The patches that name what changes: merge patch, JSON patch, and the strategic one of built-in types.</summary>
internal static class Patches
{
    /// <summary>RFC 7386.</summary>
    public static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        JsonObject result = target is JsonObject mapping ? mapping.Copy() : [];
        foreach ((string key, JsonNode? value) in changes)
        {
            if (value is null)
            {
                result.Remove(key);
            }
            else
            {
                result[key] = Merge(result[key], value);
            }
        }

        return result;
    }

    /// <summary>As a merge patch, with lists of known items merged by their keys, and <c>$patch: delete</c>.</summary>
    public static JsonNode? Strategic(JsonNode? target, JsonNode? patch, FieldShape shape)
    {
        if (patch is JsonObject changes)
        {
            JsonObject result = target is JsonObject mapping && changes["$patch"].Text() != "replace" ? mapping.Copy() : [];
            foreach ((string key, JsonNode? value) in changes.Where(pair => !pair.Key.StartsWith('$')))
            {
                if (value is null)
                {
                    result.Remove(key);
                }
                else
                {
                    result[key] = Strategic(result[key], value, shape.Field(key));
                }
            }

            return result;
        }

        if (patch is JsonArray list && target is JsonArray live && shape.List != ListKind.Atomic)
        {
            var result = live.DeepClone().AsArray();
            foreach (JsonNode? item in list)
            {
                JsonNode? known = result.FirstOrDefault(old => shape.List == ListKind.Set ? JsonNode.DeepEquals(old, item) : shape.Keys.All(key => JsonNode.DeepEquals(old.At(key), item.At(key))));
                int place = known is null ? -1 : result.IndexOf(known);
                if (item.TextAt("$patch") == "delete")
                {
                    if (place >= 0)
                    {
                        result.RemoveAt(place);
                    }
                }
                else if (place < 0)
                {
                    result.Add(item?.DeepClone());
                }
                else
                {
                    result[place] = Strategic(known, item, shape.Item);
                }
            }

            return result;
        }

        return patch?.DeepClone();
    }

    /// <summary>RFC 6902.</summary>
    public static JsonObject Json(JsonObject target, JsonArray operations)
    {
        JsonNode? root = target;
        foreach (JsonNode? operation in operations)
        {
            string path = operation.TextAt("path") ?? throw ApiErrors.BadRequest("json patch operation without path");
            switch (operation.TextAt("op"))
            {
                case "add":
                    Set(ref root, path, operation.At("value")?.DeepClone(), insert: true);
                    break;
                case "replace":
                    Get(root, path);
                    Set(ref root, path, operation.At("value")?.DeepClone(), insert: false);
                    break;
                case "remove":
                    Remove(root, path);
                    break;
                case "move":
                    JsonNode? moved = Get(root, operation.TextAt("from")!)?.DeepClone();
                    Remove(root, operation.TextAt("from")!);
                    Set(ref root, path, moved, insert: true);
                    break;
                case "copy":
                    Set(ref root, path, Get(root, operation.TextAt("from")!)?.DeepClone(), insert: true);
                    break;
                case "test":
                    if (!JsonNode.DeepEquals(Get(root, path), operation.At("value")))
                    {
                        throw Failed($"testing value {path} failed: test failed");
                    }

                    break;
                default:
                    throw ApiErrors.BadRequest($"unexpected kind of json patch operation: {operation.TextAt("op")}");
            }
        }

        return root as JsonObject ?? throw Failed("the patch leaves no object");
    }

    private static ApiException Failed(string what) => new(422, "Invalid", $"the server rejected our request due to an error in our request: {what}", []);

    private static (JsonNode? Parent, string Last) Split(JsonNode? root, string path)
    {
        if (!path.StartsWith('/'))
        {
            throw Failed($"bad path {path}");
        }

        string[] keys = [.. path[1..].Split('/').Select(key => key.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
        JsonNode? node = root;
        foreach (string key in keys[..^1])
        {
            node = Child(node, key, path);
        }

        return (node, keys[^1]);
    }

    private static JsonNode? Child(JsonNode? node, string key, string path) => node switch
    {
        JsonObject mapping when mapping.TryGetPropertyValue(key, out JsonNode? value) => value,
        JsonArray list when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int place) && place < list.Count => list[place],
        _ => throw Failed($"missing path {path}"),
    };

    private static JsonNode? Get(JsonNode? root, string path)
    {
        if (path.Length == 0)
        {
            return root;
        }

        (JsonNode? parent, string last) = Split(root, path);
        return Child(parent, last, path);
    }

    private static void Set(ref JsonNode? root, string path, JsonNode? value, bool insert)
    {
        if (path.Length == 0)
        {
            root = value;
            return;
        }

        (JsonNode? parent, string last) = Split(root, path);
        switch (parent)
        {
            case JsonObject mapping:
                mapping[last] = value;
                break;
            case JsonArray list when last == "-" && insert:
                list.Add(value);
                break;
            case JsonArray list when int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int place) && place <= list.Count - (insert ? 0 : 1):
                if (insert)
                {
                    list.Insert(place, value);
                }
                else
                {
                    list[place] = value;
                }

                break;
            default:
                throw Failed($"missing path {path}");
        }
    }

    private static void Remove(JsonNode? root, string path)
    {
        Get(root, path);
        (JsonNode? parent, string last) = Split(root, path);
        if (parent is JsonObject mapping)
        {
            mapping.Remove(last);
        }
        else if (parent is JsonArray list)
        {
            list.RemoveAt(int.Parse(last, CultureInfo.InvariantCulture));
        }
    }
}
