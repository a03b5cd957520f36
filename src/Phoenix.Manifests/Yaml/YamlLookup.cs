using System.Globalization;

namespace Phoenix.Manifests.Yaml;

/// <summary>Looks into values by a path of keys. A key of digits picks an item of a sequence.</summary>
public static class YamlLookup
{
    /// <summary>The value at the path; null when there is none. The empty path is the value itself.</summary>
    public static YamlValue? Find(this YamlValue? value, params ReadOnlySpan<string> path)
    {
        foreach (string key in path)
        {
            value = value switch
            {
                YamlMapping mapping => Entry(mapping, key)?.Value,
                YamlSequence list when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int at) && at < list.Items.Count => list.Items[at],
                _ => null,
            };
        }

        return value;
    }

    /// <summary>The scalar of the last key of the path; null when there is none.</summary>
    public static YamlScalar? FindKey(this YamlValue? value, params ReadOnlySpan<string> path) =>
        path.Length > 0 && value.Find(path[..^1]) is YamlMapping mapping ? Entry(mapping, path[^1])?.Key : null;

    /// <summary>The text of the scalar at the path; null when there is none or it is null.</summary>
    public static string? Text(this YamlValue? value, params ReadOnlySpan<string> path) => value.Find(path) is YamlScalar { IsNull: false } scalar ? scalar.Text : null;

    /// <summary>The scalar at the path, which is not null; null when there is none.</summary>
    public static YamlScalar? Scalar(this YamlValue? value, params ReadOnlySpan<string> path) => value.Find(path) is YamlScalar { IsNull: false } scalar ? scalar : null;

    /// <summary>The mapping at the path; null when there is none.</summary>
    public static YamlMapping? Mapping(this YamlValue? value, params ReadOnlySpan<string> path) => value.Find(path) as YamlMapping;

    /// <summary>The items of the sequence at the path; none when there is no sequence.</summary>
    public static IReadOnlyList<YamlValue> Items(this YamlValue? value, params ReadOnlySpan<string> path) => value.Find(path) is YamlSequence list ? list.Items : [];

    /// <summary>The entries of the mapping at the path; none when there is no mapping.</summary>
    public static IReadOnlyList<(YamlScalar Key, YamlValue Value)> Entries(this YamlValue? value, params ReadOnlySpan<string> path) => value.Find(path) is YamlMapping mapping ? mapping.Entries : [];

    /// <summary>The boolean at the path; null when there is none.</summary>
    public static bool? Flag(this YamlValue? value, params ReadOnlySpan<string> path) => value.Text(path) switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    /// <summary>Whether what a text will be is not known: it has a variable or a template that was not filled in (<c>${NAME}</c>, <c>{{ .name }}</c>), or is encrypted (<c>ENC[...]</c>, by SOPS).</summary>
    public static bool IsOpen(string? text) =>
        text is not null && (text.Contains("${", StringComparison.Ordinal) || text.Contains("{{", StringComparison.Ordinal) || text.StartsWith("ENC[", StringComparison.Ordinal));

    /// <summary>The value and all that is inside it.</summary>
    public static IEnumerable<YamlValue> All(this YamlValue value)
    {
        Stack<YamlValue> open = new([value]);
        while (open.TryPop(out YamlValue? one))
        {
            yield return one;
            switch (one)
            {
                case YamlMapping mapping:
                    for (int i = mapping.Entries.Count - 1; i >= 0; i--)
                    {
                        open.Push(mapping.Entries[i].Value);
                    }

                    break;
                case YamlSequence list:
                    for (int i = list.Items.Count - 1; i >= 0; i--)
                    {
                        open.Push(list.Items[i]);
                    }

                    break;
            }
        }
    }

    private static (YamlScalar Key, YamlValue Value)? Entry(YamlMapping mapping, string key)
    {
        // By index: this is asked millions of times, and an enumerator would be an object each time.
        for (int i = 0; i < mapping.Entries.Count; i++)
        {
            if (mapping.Entries[i].Key.Text == key)
            {
                return mapping.Entries[i];
            }
        }

        return null;
    }
}
