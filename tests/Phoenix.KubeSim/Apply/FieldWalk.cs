using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Objects;

namespace Phoenix.KubeSim.Apply;

/// <summary>The operations of server-side apply on values with a shape.</summary>
internal static class FieldWalk
{
    /// <summary>All the fields that a value sets.</summary>
    public static FieldSet Fields(JsonNode? value, FieldShape shape)
    {
        var set = new FieldSet();
        Collect(value, shape, set);
        return set;
    }

    /// <summary>What differs between two values: what was set or changed, and what went.</summary>
    public static void Compare(JsonNode? before, JsonNode? after, FieldShape shape, FieldSet changed, FieldSet removed)
    {
        if (before is JsonObject oldMap && after is JsonObject newMap && !shape.AtomicMap)
        {
            foreach ((string key, JsonNode? value) in newMap)
            {
                string element = "f:" + key;
                if (oldMap.TryGetPropertyValue(key, out JsonNode? old))
                {
                    Compare(old, value, shape.Field(key), changed.Below(element), removed.Below(element));
                }
                else
                {
                    Collect(value, shape.Field(key), changed.Below(element));
                }
            }

            foreach ((string key, JsonNode? value) in oldMap.Where(pair => !newMap.ContainsKey(pair.Key)))
            {
                Collect(value, shape.Field(key), removed.Below("f:" + key));
            }
        }
        else if (before is JsonArray oldList && after is JsonArray newList && shape.List != ListKind.Atomic)
        {
            Dictionary<string, JsonNode?> old = Index(oldList, shape), now = Index(newList, shape);
            foreach ((string element, JsonNode? value) in now)
            {
                if (old.TryGetValue(element, out JsonNode? was))
                {
                    Compare(was, value, shape.Item, changed.Below(element), removed.Below(element));
                }
                else
                {
                    Item(value, shape, changed.Below(element));
                }
            }

            foreach ((string element, JsonNode? value) in old.Where(pair => !now.ContainsKey(pair.Key)))
            {
                Item(value, shape, removed.Below(element));
            }
        }
        else if (!JsonNode.DeepEquals(before, after))
        {
            Collect(before, shape, removed);
            Collect(after, shape, changed);
        }
    }

    /// <summary>The live value with what is applied laid over it.</summary>
    public static JsonNode? Merge(JsonNode? live, JsonNode? applied, FieldShape shape)
    {
        if (live is JsonObject liveMap && applied is JsonObject map && !shape.AtomicMap)
        {
            JsonObject merged = liveMap.Copy();
            foreach ((string key, JsonNode? value) in map)
            {
                merged[key] = liveMap.TryGetPropertyValue(key, out JsonNode? old) ? Merge(old, value, shape.Field(key)) : value?.DeepClone();
            }

            return merged;
        }

        if (live is JsonArray liveList && applied is JsonArray list && shape.List != ListKind.Atomic)
        {
            Dictionary<string, JsonNode?> old = Index(liveList, shape), now = Index(list, shape);
            var merged = new JsonArray();
            foreach ((string element, JsonNode? value) in now)
            {
                merged.Add(old.TryGetValue(element, out JsonNode? was) ? Merge(was, value, shape.Item) : value?.DeepClone());
            }

            foreach ((string element, JsonNode? value) in old.Where(pair => !now.ContainsKey(pair.Key)))
            {
                merged.Add(value?.DeepClone());
            }

            return merged;
        }

        return applied?.DeepClone();
    }

    /// <summary>Takes fields away that nobody holds any more, in place.</summary>
    /// <param name="value">The mapping or list to take from.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="gone">What its holder let go of.</param>
    /// <param name="held">What somebody holds.</param>
    public static void Remove(JsonNode? value, FieldShape shape, FieldSet gone, FieldSet? held)
    {
        if (value is JsonObject mapping)
        {
            foreach ((string element, FieldSet child) in gone.Children)
            {
                string key = element[2..];
                if (!mapping.TryGetPropertyValue(key, out JsonNode? below))
                {
                    continue;
                }

                FieldSet? kept = held?.Find(element);
                if (child.Member && kept is not { IsEmpty: false })
                {
                    mapping.Remove(key);
                    continue;
                }

                bool full = below is JsonObject { Count: > 0 } or JsonArray { Count: > 0 };
                Remove(below, shape.Field(key), child, kept);
                if (full && below is JsonObject { Count: 0 } or JsonArray { Count: 0 } && kept is not { IsEmpty: false })
                {
                    mapping.Remove(key);
                }
            }
        }
        else if (value is JsonArray list && shape.List != ListKind.Atomic)
        {
            for (int i = list.Count - 1; i >= 0; i--)
            {
                string element = Element(list[i], i, shape);
                if (gone.Find(element) is not { } child)
                {
                    continue;
                }

                FieldSet? kept = held?.Find(element);
                if (child.Member && kept is not { IsEmpty: false })
                {
                    list.RemoveAt(i);
                }
                else
                {
                    Remove(list[i], shape.Item, child, kept);
                }
            }
        }
    }

    private static void Collect(JsonNode? value, FieldShape shape, FieldSet into)
    {
        if (value is JsonObject { Count: > 0 } mapping && !shape.AtomicMap)
        {
            foreach ((string key, JsonNode? child) in mapping)
            {
                Collect(child, shape.Field(key), into.Below("f:" + key));
            }
        }
        else if (value is JsonArray list && shape.List != ListKind.Atomic)
        {
            foreach ((string element, JsonNode? item) in Index(list, shape))
            {
                Item(item, shape, into.Below(element));
            }
        }
        else
        {
            into.Member = true;
        }
    }

    private static void Item(JsonNode? value, FieldShape list, FieldSet into)
    {
        Collect(value, list.Item, into);
        into.Member = true;
    }

    private static Dictionary<string, JsonNode?> Index(JsonArray list, FieldShape shape)
    {
        var index = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        for (int i = 0; i < list.Count; i++)
        {
            index[Element(list[i], i, shape)] = list[i];
        }

        return index;
    }

    private static string Element(JsonNode? item, int place, FieldShape shape)
    {
        if (shape.List == ListKind.Set)
        {
            return "v:" + item.Write();
        }

        if (item is JsonObject mapping)
        {
            var keys = new JsonObject();
            foreach (string key in shape.Keys.Order(StringComparer.Ordinal))
            {
                JsonNode? value = mapping[key]?.DeepClone() ?? (shape.DefaultKey(key) is { } text ? JsonNode.Parse(text) : null);
                if (value is not null)
                {
                    keys[key] = value;
                }
            }

            if (keys.Count > 0)
            {
                return "k:" + keys.Write();
            }
        }

        return "i:" + place.ToString(CultureInfo.InvariantCulture);
    }
}
