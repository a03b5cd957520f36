namespace Phoenix.Manifests.Yaml;

/// <summary>Makes changed copies of values; what is not changed is shared with the original.</summary>
internal static class YamlEdit
{
    /// <summary>A text that was made and stands in no file.</summary>
    public static YamlScalar Made(string text, YamlValue at) => new(text, YamlScalarStyle.DoubleQuoted, at.Line, at.Column);

    /// <summary>The mapping with another value for a key, which is added at the end when it is not there.</summary>
    public static YamlMapping With(this YamlMapping mapping, YamlScalar key, YamlValue value)
    {
        (YamlScalar Key, YamlValue Value)[] entries = [.. mapping.Entries];
        int at = Array.FindIndex(entries, e => e.Key.Text == key.Text);
        if (at >= 0)
        {
            entries[at] = (entries[at].Key, value);
            return mapping with { Entries = entries };
        }

        return mapping with { Entries = [.. entries, (key, value)] };
    }

    /// <summary>The mapping without a key.</summary>
    public static YamlMapping Without(this YamlMapping mapping, string key) =>
        mapping.Find(key) is null ? mapping : mapping with { Entries = [.. mapping.Entries.Where(e => e.Key.Text != key)] };

    /// <summary>The mapping with a value at a path; mappings on the way that are missing are made at <paramref name="at"/>.</summary>
    public static YamlMapping WithPath(this YamlMapping mapping, ReadOnlySpan<string> path, YamlValue value, YamlValue at)
    {
        YamlScalar key = Made(path[0], at);
        return path.Length == 1
            ? mapping.With(key, value)
            : mapping.With(key, (mapping.Find(path[0]) as YamlMapping ?? new YamlMapping([], at.Line, at.Column)).WithPath(path[1..], value, at));
    }

    /// <summary>The value with each scalar inside it, keys aside, replaced by what <paramref name="change"/> makes of it; the very same value when that changes nothing.</summary>
    /// <param name="value">The value.</param>
    /// <param name="change">Gives the scalar itself where nothing is to be changed.</param>
    /// <param name="replaced">Is told of every value that another one takes the place of, old and new.</param>
    public static YamlValue Map(YamlValue value, Func<YamlScalar, YamlScalar> change, Action<YamlValue, YamlValue> replaced)
    {
        YamlValue made = value;
        switch (value)
        {
            case YamlScalar scalar:
                made = change(scalar);
                break;
            case YamlSequence list:
                YamlValue[] items = [.. list.Items.Select(i => Map(i, change, replaced))];
                made = items.Where((item, i) => !ReferenceEquals(item, list.Items[i])).Any() ? list with { Items = items } : list;
                break;
            case YamlMapping mapping:
                (YamlScalar Key, YamlValue Value)[] entries = [.. mapping.Entries.Select(e => (e.Key, Map(e.Value, change, replaced)))];
                made = entries.Where((entry, i) => !ReferenceEquals(entry.Value, mapping.Entries[i].Value)).Any() ? mapping with { Entries = entries } : mapping;
                break;
        }

        if (!ReferenceEquals(made, value))
        {
            replaced(value, made);
        }

        return made;
    }
}
