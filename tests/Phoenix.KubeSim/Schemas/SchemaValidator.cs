using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;

namespace Phoenix.KubeSim.Schemas;

/// <summary>Compares a value with a structural schema and tells what is wrong in the server's words.</summary>
internal sealed class SchemaValidator
{
    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> Errors => _errors;

    public void Validate(Schema schema, JsonNode? value, string path)
    {
        if (value is null)
        {
            if (!schema.Nullable && !schema.PreserveUnknown && schema.Type is not null)
            {
                WrongType(path, "null", schema.Type);
            }

            return;
        }

        if (!TypeFits(schema, value))
        {
            WrongType(path, Named(value), schema.IntOrString ? "integer,string" : schema.Type!);
            return;
        }

        Chosen(schema, value, path);
        switch (value)
        {
            case JsonObject mapping:
                Mapping(schema, mapping, path);
                break;
            case JsonArray list:
                ListOf(schema, list, path);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.String:
                Characters(schema, scalar.Text()!, path);
                break;
            case JsonValue scalar when scalar.GetValueKind() == JsonValueKind.Number:
                NumberBounds(schema, scalar.Number() ?? 0, path);
                break;
        }

        Combined(schema, value, path);
    }

    private static bool TypeFits(Schema schema, JsonNode value)
    {
        if (schema.IntOrString)
        {
            return value is JsonValue scalar && (scalar.GetValueKind() == JsonValueKind.String || IsInteger(scalar));
        }

        return schema.Type switch
        {
            "object" => value is JsonObject,
            "array" => value is JsonArray,
            "string" => value is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.String,
            "boolean" => value is JsonValue scalar && scalar.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            "integer" => value is JsonValue scalar && IsInteger(scalar),
            "number" => value is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.Number,
            _ => true,
        };
    }

    private static bool IsInteger(JsonValue value) => value.Number() is { } number && decimal.Truncate(number) == number;

    private static string Named(JsonNode value) => value switch
    {
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            _ => value.Number() is { } number && decimal.Truncate(number) == number ? "integer" : "number",
        },
    };

    private void WrongType(string path, string found, string expected) =>
        _errors.Add(FieldError.WrongType(path, $"\"{found}\"", $"{path} in body must be of type {expected}: \"{found}\""));

    private void Wrong(string path, JsonNode value, string what) => _errors.Add(FieldError.Invalid(path, value.Write(), $"{path} in body {what}"));

    private void Chosen(Schema schema, JsonNode value, string path)
    {
        if (schema.Choices is { } choices && !choices.Any(choice => JsonNode.DeepEquals(choice, value)))
        {
            _errors.Add(FieldError.Unsupported(path, value.Write(), string.Join(", ", choices.Select(choice => choice.Write()))));
        }
    }

    private void Mapping(Schema schema, JsonObject mapping, string path)
    {
        foreach (string name in schema.Required.Where(name => !mapping.ContainsKey(name)))
        {
            _errors.Add(FieldError.Required(Below(path, name)));
        }

        if (schema.Bound("minProperties") is { } least && mapping.Count < least)
        {
            Wrong(path, mapping, $"should have at least {least} properties");
        }

        if (schema.Bound("maxProperties") is { } most && mapping.Count > most)
        {
            _errors.Add(new FieldError("FieldValueTooMany", path, $"Too many: {mapping.Count}: must have at most {most} items"));
        }

        if (schema.Embedded)
        {
            foreach (string name in new[] { "apiVersion", "kind" }.Where(name => mapping[name].Text() is not { Length: > 0 }))
            {
                _errors.Add(FieldError.Required(Below(path, name), "must not be empty"));
            }
        }

        foreach ((string key, JsonNode? value) in mapping)
        {
            if (schema.Field(key) is { } part && !(path.Length == 0 && key == "metadata"))
            {
                Validate(part, value, Below(path, key));
            }
        }
    }

    private void ListOf(Schema schema, JsonArray list, string path)
    {
        if (schema.Bound("minItems") is { } least && list.Count < least)
        {
            Wrong(path, list, $"should have at least {least} items");
        }

        if (schema.Bound("maxItems") is { } most && list.Count > most)
        {
            _errors.Add(new FieldError("FieldValueTooMany", path, $"Too many: {list.Count}: must have at most {most} items"));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < list.Count; i++)
        {
            string at = $"{path}[{i}]";
            if (schema.Items is { } items)
            {
                Validate(items, list[i], at);
            }

            string? identity = schema.ListType switch
            {
                "set" => list[i].Write(),
                "map" when list[i] is JsonObject item => new JsonObject(schema.ListMapKeys.Where(item.ContainsKey).Select(key => KeyValuePair.Create(key, item[key]?.DeepClone()))).Write(),
                _ => null,
            };
            if (identity is not null && !seen.Add(identity))
            {
                _errors.Add(FieldError.Duplicate(at, identity));
            }
        }
    }

    private void Characters(Schema schema, string text, string path)
    {
        int length = new StringInfo(text).LengthInTextElements == text.Length ? text.Length : text.EnumerateRunes().Count();
        if (schema.Bound("minLength") is { } least && length < least)
        {
            Wrong(path, JsonValue.Create(text)!, $"should be at least {least} chars long");
        }

        if (schema.Bound("maxLength") is { } most && length > most)
        {
            _errors.Add(new FieldError("FieldValueTooLong", path, $"Too long: may not be more than {most} bytes"));
        }

        if (schema.Pattern is { } pattern && !pattern.IsMatch(text))
        {
            Wrong(path, JsonValue.Create(text)!, $"should match '{schema.PatternText}'");
        }

        if (schema.Format is { } format && !SchemaFormats.Fits(format, text))
        {
            Wrong(path, JsonValue.Create(text)!, $"must be of type {format}: {JsonValue.Create(text).Write()}");
        }
    }

    private void NumberBounds(Schema schema, decimal number, string path)
    {
        JsonNode value = JsonValue.Create(number);
        if (schema.Bound("minimum") is { } least && (schema.Flag("exclusiveMinimum") ? number <= least : number < least))
        {
            Wrong(path, value, schema.Flag("exclusiveMinimum") ? $"should be greater than {least}" : $"should be greater than or equal to {least}");
        }

        if (schema.Bound("maximum") is { } most && (schema.Flag("exclusiveMaximum") ? number >= most : number > most))
        {
            Wrong(path, value, schema.Flag("exclusiveMaximum") ? $"should be less than {most}" : $"should be less than or equal to {most}");
        }

        if (schema.Bound("multipleOf") is { } step && step != 0 && number % step != 0)
        {
            Wrong(path, value, $"should be a multiple of {step}");
        }

        if ((schema.Format == "int32" && number is < int.MinValue or > int.MaxValue) || (schema.Format == "int64" && number is < long.MinValue or > long.MaxValue))
        {
            Wrong(path, value, $"must be of type {schema.Format}");
        }
    }

    private void Combined(Schema schema, JsonNode value, string path)
    {
        foreach (Schema part in schema.AllOf)
        {
            Validate(part, value, path);
        }

        if (schema.AnyOf.Count > 0 && !schema.AnyOf.Any(part => Fits(part, value, path)))
        {
            Wrong(path, value, "must validate at least one schema (anyOf)");
        }

        if (schema.OneOf.Count > 0 && schema.OneOf.Count(part => Fits(part, value, path)) is var fitting && fitting != 1)
        {
            Wrong(path, value, $"must validate one and only one schema (oneOf). Found {(fitting == 0 ? "none" : fitting.ToString(CultureInfo.InvariantCulture))} valid");
        }

        if (schema.Not is { } not && Fits(not, value, path))
        {
            Wrong(path, value, "must not validate the schema (not)");
        }
    }

    private static bool Fits(Schema schema, JsonNode value, string path)
    {
        var trial = new SchemaValidator();
        trial.Validate(schema, value, path);
        return trial.Errors.Count == 0;
    }

    private static string Below(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
