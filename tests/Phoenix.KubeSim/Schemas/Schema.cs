using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Phoenix.KubeSim.Objects;

namespace Phoenix.KubeSim.Schemas;

/// <summary>A structural schema of a CustomResourceDefinition, or a part of one. Parts are read when they are first needed: some schemas have megabytes.</summary>
internal sealed class Schema
{
    private readonly JsonObject _source;
    private readonly Lazy<IReadOnlyDictionary<string, Schema>> _properties;
    private readonly Lazy<Schema?> _additional;
    private readonly Lazy<Schema?> _items;
    private readonly Lazy<Regex?> _pattern;
    private readonly Lazy<IReadOnlyList<Schema>> _all;
    private readonly Lazy<IReadOnlyList<Schema>> _any;
    private readonly Lazy<IReadOnlyList<Schema>> _one;
    private readonly Lazy<Schema?> _not;
    private readonly Lazy<IReadOnlyList<ValidationRule>> _rules;

    public Schema(JsonObject source)
    {
        _source = source;
        Type = source["type"].Text();
        Format = source["format"].Text();
        Nullable = source["nullable"].IsTrue();
        Required = [.. source["required"].Texts()];
        Choices = source["enum"] as JsonArray;
        Default = source["default"];
        IntOrString = source["x-kubernetes-int-or-string"].IsTrue();
        PreserveUnknown = source["x-kubernetes-preserve-unknown-fields"].IsTrue();
        Embedded = source["x-kubernetes-embedded-resource"].IsTrue();
        ListType = source["x-kubernetes-list-type"].Text();
        ListMapKeys = [.. source["x-kubernetes-list-map-keys"].Texts()];
        MapType = source["x-kubernetes-map-type"].Text();
        AdditionalAllowed = source["additionalProperties"].IsTrue();
        _properties = new(() => (source["properties"] as JsonObject ?? []).Where(pair => pair.Value is JsonObject).ToDictionary(pair => pair.Key, pair => new Schema(pair.Value!.AsObject()), StringComparer.Ordinal));
        _additional = new(() => Part("additionalProperties"));
        _items = new(() => Part("items"));
        _pattern = new(() => source["pattern"].Text() is { } pattern ? Compile(pattern) : null);
        _all = new(() => Parts("allOf"));
        _any = new(() => Parts("anyOf"));
        _one = new(() => Parts("oneOf"));
        _not = new(() => Part("not"));
        _rules = new(() => source["x-kubernetes-validations"] is JsonArray rules ? [.. rules.OfType<JsonObject>().Select(rule => new ValidationRule(rule))] : []);
    }

    public string? Type { get; }

    public string? Format { get; }

    public bool Nullable { get; }

    public IReadOnlyList<string> Required { get; }

    public JsonArray? Choices { get; }

    public JsonNode? Default { get; }

    public bool IntOrString { get; }

    public bool PreserveUnknown { get; }

    /// <summary>Whether the value is an object of the API, with apiVersion, kind and metadata of its own.</summary>
    public bool Embedded { get; }

    /// <summary><c>atomic</c>, <c>set</c> or <c>map</c>; null for atomic.</summary>
    public string? ListType { get; }

    public IReadOnlyList<string> ListMapKeys { get; }

    public string? MapType { get; }

    public bool AdditionalAllowed { get; }

    public IReadOnlyDictionary<string, Schema> Properties => _properties.Value;

    public Schema? Additional => _additional.Value;

    public Schema? Items => _items.Value;

    public Regex? Pattern => _pattern.Value;

    public string PatternText => _source["pattern"].Text() ?? "";

    public IReadOnlyList<Schema> AllOf => _all.Value;

    public IReadOnlyList<Schema> AnyOf => _any.Value;

    public IReadOnlyList<Schema> OneOf => _one.Value;

    public Schema? Not => _not.Value;

    public IReadOnlyList<ValidationRule> Rules => _rules.Value;

    /// <summary>A bound such as <c>minLength</c>; null where there is none.</summary>
    public decimal? Bound(string name) => _source[name].Number();

    public bool Flag(string name) => _source[name].IsTrue();

    /// <summary>What is said of a key of an object: its property, or what all other keys must be; null when the schema says nothing.</summary>
    public Schema? Field(string key) => Properties.GetValueOrDefault(key) ?? Additional;

    private Schema? Part(string name) => _source[name] is JsonObject part ? new Schema(part) : null;

    private IReadOnlyList<Schema> Parts(string name) => _source[name] is JsonArray parts ? [.. parts.OfType<JsonObject>().Select(part => new Schema(part))] : [];

    // The end of the text is the end: .NET's $ would let a line break pass behind it.
    private static Regex Compile(string pattern)
    {
        string exact = pattern.EndsWith('$') && !pattern.EndsWith("\\$", StringComparison.Ordinal) ? pattern[..^1] + "\\z" : pattern;
        return new Regex(exact, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }
}
