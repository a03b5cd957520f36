using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Phoenix.KubeSim.Objects;

/// <summary>YAML (so also JSON) as the JSON that an API server makes of it.</summary>
internal static partial class YamlJson
{
    private const int DepthLimit = 200;

    /// <summary>The documents of a file that hold something.</summary>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public static IReadOnlyList<JsonNode> Documents(string text)
    {
        var parser = new Parser(new StringReader(text));
        var documents = new List<JsonNode>();
        parser.Consume<StreamStart>();
        while (parser.TryConsume<DocumentStart>(out _))
        {
            if (Read(parser, [], 0) is { } document)
            {
                documents.Add(document);
            }

            parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    private static JsonNode? Read(IParser parser, Dictionary<AnchorName, JsonNode?> anchors, int depth)
    {
        if (depth > DepthLimit)
        {
            throw new YamlException("nested too deeply");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return anchors.TryGetValue(alias.Value, out JsonNode? known) ? known?.DeepClone() : throw new YamlException(alias.Start, alias.End, "unknown anchor");
        }

        JsonNode? node;
        AnchorName anchor;
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            (node, anchor) = (Value(scalar), scalar.Anchor);
        }
        else if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var list = new JsonArray();
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                list.Add(Read(parser, anchors, depth + 1));
            }

            (node, anchor) = (list, sequence.Anchor);
        }
        else
        {
            MappingStart mapping = parser.Consume<MappingStart>();
            var read = new JsonObject();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                string key = parser.Consume<Scalar>().Value;
                read[key] = Read(parser, anchors, depth + 1);
            }

            (node, anchor) = (read, mapping.Anchor);
        }

        if (!anchor.IsEmpty)
        {
            anchors[anchor] = node;
        }

        return node;
    }

    private static JsonNode? Value(Scalar scalar)
    {
        string text = scalar.Value;
        if (scalar.Style != ScalarStyle.Plain || (!scalar.Tag.IsEmpty && scalar.Tag.Value == "tag:yaml.org,2002:str"))
        {
            return JsonValue.Create(text);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" => JsonValue.Create(true),
            "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" => JsonValue.Create(false),
            _ when WholeNumber().IsMatch(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => JsonValue.Create(whole),
            _ when Fraction().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real) => JsonValue.Create(real),
            _ => JsonValue.Create(text),
        };
    }

    [GeneratedRegex(@"^[-+]?(0|[1-9][0-9]*)$")]
    private static partial Regex WholeNumber();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Fraction();
}
