using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Schemas;

namespace Phoenix.KubeSim.Rules;

/// <summary>A mapping in an expression.</summary>
internal sealed record RuleMap(IReadOnlyDictionary<string, object?> Pairs);

/// <summary>A value that may be absent: of <c>a.?b</c>.</summary>
internal sealed record RuleOptional(bool Has, object? Value)
{
    public static readonly RuleOptional None = new(false, null);
}

/// <summary>Values of expressions: null, bool, long, double, string, TimeSpan, DateTimeOffset, lists, <see cref="RuleMap"/>, <see cref="RuleOptional"/>.</summary>
internal static partial class RuleValues
{
    /// <summary>What a value is to rules, by its schema.</summary>
    public static object? From(JsonNode? node, Schema? schema) => node switch
    {
        null => null,
        JsonObject mapping => new RuleMap(mapping.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => From(pair.Value, schema?.Field(pair.Key)), StringComparer.Ordinal)),
        JsonArray list => list.Select(item => From(item, schema?.Items)).ToList(),
        _ => Scalar(node, schema),
    };

    public static bool Same(object? a, object? b) => (a, b) switch
    {
        (long x, double y) => x == y,
        (double x, long y) => x == y,
        (IReadOnlyList<object?> x, IReadOnlyList<object?> y) => x.Count == y.Count && x.Zip(y).All(pair => Same(pair.First, pair.Second)),
        (RuleMap x, RuleMap y) => x.Pairs.Count == y.Pairs.Count && x.Pairs.All(pair => y.Pairs.TryGetValue(pair.Key, out object? other) && Same(pair.Value, other)),
        (RuleOptional x, RuleOptional y) => x.Has == y.Has && Same(x.Value, y.Value),
        _ => Equals(a, b),
    };

    public static int Compare(object? a, object? b) => (a, b) switch
    {
        (long x, long y) => x.CompareTo(y),
        (long x, double y) => ((double)x).CompareTo(y),
        (double x, long y) => x.CompareTo(y),
        (double x, double y) => x.CompareTo(y),
        (string x, string y) => string.CompareOrdinal(x, y),
        (TimeSpan x, TimeSpan y) => x.CompareTo(y),
        (DateTimeOffset x, DateTimeOffset y) => x.CompareTo(y),
        (bool x, bool y) => x.CompareTo(y),
        _ => throw new RuleException("no such overload"),
    };

    /// <summary>A duration as Go writes it: <c>1h30m</c>.</summary>
    public static TimeSpan Duration(string text)
    {
        if (text is "0")
        {
            return TimeSpan.Zero;
        }

        if (!Span().IsMatch(text))
        {
            throw new RuleException($"time: invalid duration \"{text}\"");
        }

        double seconds = Part().Matches(text).Sum(part => double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * part.Groups[2].Value switch
        {
            "h" => 3600,
            "m" => 60,
            "s" => 1,
            "ms" => 1e-3,
            "us" or "µs" => 1e-6,
            _ => 1e-9,
        });
        return TimeSpan.FromSeconds(text[0] == '-' ? -seconds : seconds);
    }

    private static object? Scalar(JsonNode node, Schema? schema)
    {
        switch (node.GetValueKind())
        {
            case JsonValueKind.True or JsonValueKind.False:
                return node.GetValueKind() == JsonValueKind.True;
            case JsonValueKind.Number:
                decimal number = node.Number() ?? 0;
                return schema?.Type == "number" || decimal.Truncate(number) != number ? (double)number : (long)number;
            default:
                string text = node.Text()!;
                return schema?.Format switch
                {
                    "duration" when Span().IsMatch(text) || text == "0" => Duration(text),
                    "date-time" when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset moment) => moment,
                    _ => text,
                };
        }
    }

    [GeneratedRegex(@"^[-+]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h))+\z")]
    private static partial Regex Span();

    [GeneratedRegex(@"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")]
    private static partial Regex Part();
}
