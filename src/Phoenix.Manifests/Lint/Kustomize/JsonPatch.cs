using System.Globalization;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Kustomize;

/// <summary>A JSON patch (RFC 6902): <c>add</c>, <c>replace</c>, <c>remove</c> and <c>test</c>.</summary>
internal static class JsonPatch
{
    /// <summary>What comes of one operation; null when it cannot be carried out.</summary>
    public static YamlMapping? Apply(YamlMapping target, YamlValue operation)
    {
        string[] path = [.. (operation.Text("path") ?? "").Split('/').Skip(1).Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
        YamlValue? value = operation.Find("value");
        return path.Length == 0 ? null : operation.Text("op") switch
        {
            "add" when value is not null => Change(target, path, value, operation, add: true) as YamlMapping,
            "replace" when value is not null => Change(target, path, value, operation, add: false) as YamlMapping,
            "remove" => Change(target, path, null, operation, add: false) as YamlMapping,
            "test" => target,
            _ => null,
        };
    }

    private static YamlValue? Change(YamlValue target, ReadOnlySpan<string> path, YamlValue? value, YamlValue at, bool add)
    {
        string key = path[0];
        bool last = path.Length == 1;
        if (target is YamlMapping mapping)
        {
            YamlValue? inner = mapping.Find(key);
            if (last)
            {
                return value is not null && (add || inner is not null) ? mapping.With(YamlEdit.Made(key, at), value) : value is null && inner is not null ? mapping.Without(key) : null;
            }

            return inner is not null && Change(inner, path[1..], value, at, add) is YamlValue made ? mapping.With(YamlEdit.Made(key, at), made) : null;
        }

        return target is YamlSequence list ? ChangeItem(list, key, path, value, at, add) : null;
    }

    private static YamlSequence? ChangeItem(YamlSequence list, string key, ReadOnlySpan<string> path, YamlValue? value, YamlValue at, bool add)
    {
        List<YamlValue> items = [.. list.Items];
        int index = key == "-" && add ? items.Count : int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
        if (index < 0 || index > items.Count || (index == items.Count && !(add && path.Length == 1)))
        {
            return null;
        }

        if (path.Length > 1)
        {
            if (Change(items[index], path[1..], value, at, add) is not YamlValue made)
            {
                return null;
            }

            items[index] = made;
        }
        else if (value is null)
        {
            items.RemoveAt(index);
        }
        else if (add)
        {
            items.Insert(index, value);
        }
        else
        {
            items[index] = value;
        }

        return list with { Items = items };
    }
}
