using System.Globalization;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Lint.Schemas;

/// <summary>Holds one manifest against the structural schema of its definition.</summary>
/// <param name="manifest">The manifest.</param>
/// <param name="notes">Gets what is wrong.</param>
internal sealed class SchemaCheck(Manifest manifest, List<LintNote> notes)
{
    private const int MostNotes = 100;

    /// <summary>Checks all but what every object has.</summary>
    public void Run(YamlMapping schema)
    {
        foreach ((YamlScalar key, YamlValue value) in manifest.Root.Entries)
        {
            if (key.Text is not ("apiVersion" or "kind" or "metadata"))
            {
                Property(schema, key, value, key.Text);
            }
        }

        Required(schema, manifest.Root, manifest.Place, "");
    }

    private void Property(YamlMapping schema, YamlScalar key, YamlValue value, string path)
    {
        if (schema.Mapping("properties", key.Text) is YamlMapping known)
        {
            Value(known, value, path);
        }
        else if (schema.Find("additionalProperties") is YamlMapping each)
        {
            Value(each, value, path);
        }
        else if (schema.Flag("x-kubernetes-preserve-unknown-fields") != true && schema.Flag("additionalProperties") != true && schema.Find("properties") is not null)
        {
            string near = NearestName.Of(key.Text, schema.Entries("properties").Select(p => p.Key.Text)) is string name ? $"; did you mean '{name}'?" : "";
            Add(LintNotes.UnknownField, manifest.At(key), $"{manifest.Kind} {manifest.Version} has no field '{path}'{near}");
        }
    }

    private void Value(YamlMapping schema, YamlValue value, string path)
    {
        if (value is YamlScalar { IsNull: true } || notes.Count >= MostNotes)
        {
            return;
        }

        string? type = schema.Text("type");
        bool right = type switch
        {
            _ when schema.Flag("x-kubernetes-int-or-string") == true => value is YamlScalar,
            "object" => value is YamlMapping,
            "array" => value is YamlSequence,
            "string" => value is YamlScalar scalar && (YamlLookup.IsOpen(scalar.Text) || !IsTyped(scalar)),
            "boolean" => value is YamlScalar scalar && (YamlLookup.IsOpen(scalar.Text) || (scalar.IsPlain && IsFlag(scalar.Text))),
            "integer" => value is YamlScalar scalar && (YamlLookup.IsOpen(scalar.Text) || (scalar.IsPlain && IsWhole(scalar.Text))),
            "number" => value is YamlScalar scalar && (YamlLookup.IsOpen(scalar.Text) || (scalar.IsPlain && IsNumber(scalar.Text))),
            _ => true,
        };
        if (!right)
        {
            Add(LintNotes.WrongType, manifest.At(value), $"'{path}' must be {Article(type ?? "text or number")}, and is {Kind(value)}");
            return;
        }

        switch (value)
        {
            case YamlScalar scalar when schema.Items("enum") is { Count: > 0 } allowed && !YamlLookup.IsOpen(scalar.Text) && allowed.All(a => (a as YamlScalar)?.Text != scalar.Text):
                Add(LintNotes.WrongType, manifest.At(value), $"'{path}' must be one of {string.Join(", ", allowed.OfType<YamlScalar>().Select(a => a.Text))}");
                break;
            case YamlMapping mapping:
                foreach ((YamlScalar key, YamlValue inner) in mapping.Entries)
                {
                    // A whole object inside of another one has what every object has.
                    if (schema.Flag("x-kubernetes-embedded-resource") != true || key.Text is not ("apiVersion" or "kind" or "metadata"))
                    {
                        Property(schema, key, inner, $"{path}.{key.Text}");
                    }
                }

                Required(schema, mapping, manifest.At(mapping), path + ".");
                break;
            case YamlSequence list when schema.Mapping("items") is YamlMapping each:
                for (int i = 0; i < list.Items.Count; i++)
                {
                    Value(each, list.Items[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"));
                }

                break;
        }
    }

    private void Required(YamlMapping schema, YamlMapping mapping, LintPlace place, string path)
    {
        foreach (YamlScalar name in schema.Items("required").OfType<YamlScalar>().Where(n => mapping.Find(n.Text) is null && schema.Find("properties", n.Text, "default") is null))
        {
            Add(LintNotes.WrongType, place, $"'{path}{name.Text}' is required and missing");
        }
    }

    private void Add(string rule, LintPlace place, string message)
    {
        if (notes.Count < MostNotes)
        {
            notes.Add(new LintNote(rule, place, message));
        }
    }

    // What YAML reads as something else than a text where no quotes stand.
    private static bool IsTyped(YamlScalar scalar) => scalar.IsPlain && (IsTrueOrFalse(scalar.Text) || IsNumber(scalar.Text));

    private static bool IsTrueOrFalse(string text) => text is "true" or "false" or "True" or "False" or "TRUE" or "FALSE";

    // Readers of YAML disagree about the other words: where they are meant as flags they are let through, and as texts, too.
    private static bool IsFlag(string text) => IsTrueOrFalse(text) || text is "yes" or "no" or "Yes" or "No" or "YES" or "NO" or "on" or "off" or "On" or "Off" or "ON" or "OFF";

    private static bool IsWhole(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) || (text.StartsWith("0x", StringComparison.Ordinal) && long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _))
        || (text.StartsWith("0o", StringComparison.Ordinal) && text.Length > 2 && text.AsSpan(2).IndexOfAnyExceptInRange('0', '7') < 0);

    private static bool IsNumber(string text) => IsWhole(text) || (text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.') && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    private static string Article(string type) => type switch
    {
        "object" => "a mapping",
        "array" => "a list",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "string" => "a text (in quotes where YAML would read a number or a flag)",
        _ => type,
    };

    private static string Kind(YamlValue value) => value switch
    {
        YamlMapping => "a mapping",
        YamlSequence => "a list",
        YamlScalar { IsPlain: true } s when IsTrueOrFalse(s.Text) => "true or false",
        YamlScalar { IsPlain: true } s when IsNumber(s.Text) => "a number",
        _ => "a text",
    };
}
