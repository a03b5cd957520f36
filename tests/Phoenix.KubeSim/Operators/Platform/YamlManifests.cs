using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Phoenix.KubeSim.Operators.Platform;

/// <summary>Reads manifests.</summary>
public static class YamlManifests
{
    /// <summary>The objects of a text, in order; documents that are empty or no object are left out.</summary>
    public static IReadOnlyList<KubeObject> Read(string text)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(d => ToJson(d.RootNode)).OfType<JsonObject>().Where(o => o["kind"] is not null).Select(o => new KubeObject(o))];
    }

    /// <summary>One mapping, such as a <c>kustomization.yaml</c>.</summary>
    public static JsonObject ReadMapping(string text)
    {
        YamlStream stream = [];
        stream.Load(new StringReader(text));
        return stream.Documents.Count > 0 && ToJson(stream.Documents[0].RootNode) is JsonObject mapping ? mapping : [];
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode mapping => new JsonObject(mapping.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, ToJson(c.Value)))),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Children.Select(ToJson)]),
        YamlScalarNode { Style: not ScalarStyle.Plain } quoted => quoted.Value,
        YamlScalarNode plain => Plain(plain.Value ?? ""),
        _ => null,
    };

    private static JsonNode? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => true,
        "false" => false,
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) => number,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && char.IsAsciiDigit(text.TrimStart('-', '+', '.')[0]) => real,
        _ => text,
    };
}
