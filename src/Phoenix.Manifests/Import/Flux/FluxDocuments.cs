using Phoenix.Manifests.Yaml;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Phoenix.Manifests.Import.Flux;

/// <summary>
/// Reads the documents of a manifest. More lenient than a stack file's reader, because these files are somebody else's: several documents, anchors and
/// aliases. An alias is its anchor's very value, so a bomb of aliases takes no memory.
/// </summary>
internal static class FluxDocuments
{
    private const int MostDepth = 64;

    /// <summary>The documents up to the first that cannot be read.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fault">Where and why the reading ended early; null when all was read.</param>
    public static IReadOnlyList<YamlValue> Read(string text, out (int Line, string What)? fault)
    {
        fault = null;
        if (FlowDepth.Exceeds(text, MostDepth) is int deep)
        {
            fault = (deep, $"more than {MostDepth} brackets are open");
            return [];
        }

        List<YamlValue> documents = [];
        try
        {
            var parser = new Parser(new StringReader(text.TrimStart('\uFEFF')));
            parser.Consume<StreamStart>();
            while (parser.TryConsume<DocumentStart>(out _))
            {
                documents.Add(Value(parser, [], 0));
                parser.Consume<DocumentEnd>();
            }
        }
        catch (YamlException e)
        {
            fault = ((int)e.Start.Line, e.InnerException?.Message ?? e.Message);
        }

        return documents;
    }

    private static YamlValue Value(Parser parser, Dictionary<AnchorName, YamlValue> anchors, int depth)
    {
        ParsingEvent at = parser.Current!;
        if (depth > MostDepth)
        {
            throw new YamlException(at.Start, at.End, $"more than {MostDepth} levels are nested");
        }

        (int line, int column) = ((int)at.Start.Line, (int)at.Start.Column);
        if (parser.TryConsume<AnchorAlias>(out AnchorAlias? alias))
        {
            return anchors.GetValueOrDefault(alias.Value) ?? throw new YamlException(alias.Start, alias.End, $"the anchor {alias.Value} is not known");
        }

        AnchorName anchor = at is NodeEvent node ? node.Anchor : AnchorName.Empty;
        YamlValue value = Node(parser, anchors, depth, line, column);
        if (!anchor.IsEmpty)
        {
            anchors[anchor] = value;
        }

        return value;
    }

    private static YamlValue Node(Parser parser, Dictionary<AnchorName, YamlValue> anchors, int depth, int line, int column)
    {
        if (parser.TryConsume<Scalar>(out Scalar? scalar))
        {
            return new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, line, column);
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            List<YamlValue> items = [];
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Value(parser, anchors, depth + 1));
            }

            return new YamlSequence(items, line, column);
        }

        parser.Consume<MappingStart>();
        List<(YamlScalar, YamlValue)> entries = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            YamlValue key = Value(parser, anchors, depth + 1);
            YamlValue value = Value(parser, anchors, depth + 1);
            if (key is YamlScalar name)
            {
                entries.Add((name, value));
            }
        }

        return new YamlMapping(entries, line, column);
    }
}
