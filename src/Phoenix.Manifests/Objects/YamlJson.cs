using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Objects;

/// <summary>
/// YAML as JSON, as kubectl makes it (sigs.k8s.io/yaml, which reads YAML 1.1): <c>yes</c> without quotes is true, <c>0644</c> is octal. What kubectl would send is sent, and not what somebody may have meant.
/// </summary>
internal static partial class YamlJson
{
    private static readonly HashSet<string> True = new(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], StringComparer.Ordinal);
    private static readonly HashSet<string> False = new(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], StringComparer.Ordinal);

    /// <summary>The value as JSON; null for null.</summary>
    /// <exception cref="FormatException">JSON has no such value (infinity, not a number).</exception>
    public static JsonNode? Of(YamlValue value) => value switch
    {
        YamlMapping mapping => Mapping(mapping),
        YamlSequence sequence => new JsonArray([.. sequence.Items.Select(Of)]),
        YamlScalar { IsNull: true } => null,
        YamlScalar { IsPlain: true } plain => Plain(plain.Text),
        YamlScalar text => JsonValue.Create(text.Text),
        _ => throw new FormatException("a value of an unknown form"),
    };

    /// <summary>A mapping as a JSON object.</summary>
    public static JsonObject Mapping(YamlMapping mapping)
    {
        JsonObject made = [];
        foreach ((YamlScalar key, YamlValue value) in mapping.Entries)
        {
            made[key.Text] = Of(value);
        }

        return made;
    }

    private static JsonValue Plain(string text)
    {
        if (True.Contains(text))
        {
            return JsonValue.Create(true);
        }

        if (False.Contains(text))
        {
            return JsonValue.Create(false);
        }

        string digits = text.Replace("_", "", StringComparison.Ordinal);
        if (digits.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '+' or '.'))
        {
            if (Integer(digits) is { } integer)
            {
                return integer;
            }

            if (Float().IsMatch(digits) && double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            {
                return JsonValue.Create(number);
            }

            if (text.TrimStart('-', '+').ToLowerInvariant() is ".inf" or ".nan")
            {
                throw new FormatException($"'{text}' has no form in JSON");
            }
        }

        return JsonValue.Create(text);
    }

    private static JsonValue? Integer(string text)
    {
        bool isNegative = text[0] == '-';
        string digits = text[0] is '-' or '+' ? text[1..] : text;
        ulong number;
        try
        {
            number = digits switch
            {
                "" => throw new FormatException("no digits"),
                ['0', 'x' or 'X', .. string hex] => Convert.ToUInt64(hex, 16),
                ['0', 'b' or 'B', .. string bits] => Convert.ToUInt64(bits, 2),
                ['0', 'o' or 'O', .. string octal] => Convert.ToUInt64(octal, 8),
                ['0', _, ..] when digits.All(c => c is >= '0' and <= '7') => Convert.ToUInt64(digits, 8),
                // 08 and 09 are no octal numbers: floats, as Go reads them.
                ['0', _, ..] => throw new FormatException("no octal number"),
                _ => ulong.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture),
            };
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            return null;
        }

        return !isNegative ? JsonValue.Create(number) : number <= long.MaxValue ? JsonValue.Create(-(long)number) : null;
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Float();
}
