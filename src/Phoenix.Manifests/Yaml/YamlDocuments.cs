using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Phoenix.Manifests.Yaml;

/// <summary>
/// Reads the documents of a manifest. More lenient than a stack file's reader, because these files are somebody else's: several documents, anchors, aliases and merge keys. An alias is its anchor's very
/// value, so a bomb of aliases takes no memory; whoever walks the values must count (<see cref="MostValues"/>).
/// </summary>
public sealed class YamlDocuments
{
    /// <summary>As deep as values may be nested.</summary>
    public const int MostDepth = 100;

    /// <summary>As many brackets as may be open at once in the text, those inside of texts and comments among them.</summary>
    public const int MostBrackets = 2_000;

    /// <summary>As many values as one document may come to when its aliases are written out.</summary>
    public const int MostValues = 1_000_000;

    private readonly Parser parser;
    private readonly string text;
    private readonly TextPool pool;
    private readonly Dictionary<AnchorName, (YamlValue Value, int Count)> anchors = [];

    private YamlDocuments(string text, TextPool pool)
    {
        this.text = text;
        this.pool = pool;
        parser = new Parser(new StringReader(text));
    }

    /// <summary>The documents up to the first that cannot be read; documents that say nothing are left out.</summary>
    /// <param name="text">The text; a byte order mark is passed over, and offsets count from behind it.</param>
    /// <param name="fault">Where and why the reading ended early; null when all was read.</param>
    public static IReadOnlyList<YamlValue> Read(string text, out YamlFault? fault) => Read(text, out fault, new TextPool());

    /// <summary>The same, of many files of one kind.</summary>
    /// <param name="text">The text.</param>
    /// <param name="fault">Where and why the reading ended early.</param>
    /// <param name="pool">Texts that occur again and again.</param>
    internal static IReadOnlyList<YamlValue> Read(string text, out YamlFault? fault, TextPool pool)
    {
        fault = null;
        text = text.TrimStart('\uFEFF');
        return OrdinaryYaml.Read(text, pool) ?? ReadAny(text, out fault, pool);
    }

    /// <summary>The same, whatever the text holds.</summary>
    internal static IReadOnlyList<YamlValue> ReadAny(string text, out YamlFault? fault, TextPool pool)
    {
        fault = null;
        if (text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and int nul)
        {
            fault = new YamlFault(1 + text.AsSpan(0, nul).Count('\n'), 1, "there is a NUL character");
            return [];
        }

        // The scanner itself recurses on flow collections: their nesting is counted first.
        if (FlowDepth.Exceeds(text, MostBrackets) is int deep)
        {
            fault = new YamlFault(deep, 1, $"more than {MostBrackets} brackets are open");
            return [];
        }

        List<YamlValue> documents = [];
        try
        {
            new YamlDocuments(text, pool).ReadInto(documents);
        }
        catch (YamlException e)
        {
            fault = new YamlFault((int)e.Start.Line, (int)e.Start.Column, (e.InnerException?.Message ?? e.Message).TrimEnd('.'));
        }

        return documents;
    }

    /// <summary>The style of a scalar.</summary>
    internal static YamlScalarStyle StyleOf(ScalarStyle style) => style switch
    {
        ScalarStyle.SingleQuoted => YamlScalarStyle.SingleQuoted,
        ScalarStyle.DoubleQuoted => YamlScalarStyle.DoubleQuoted,
        ScalarStyle.Literal => YamlScalarStyle.Literal,
        ScalarStyle.Folded => YamlScalarStyle.Folded,
        _ => YamlScalarStyle.Plain,
    };

    private void ReadInto(List<YamlValue> documents)
    {
        parser.Consume<StreamStart>();
        while (parser.TryConsume<DocumentStart>(out _))
        {
            anchors.Clear();
            int count = 0;
            YamlValue document = Value(0, ref count);
            parser.Consume<DocumentEnd>();
            if (document is not YamlScalar { Text: "" })
            {
                documents.Add(document);
            }
        }
    }

    private YamlValue Value(int depth, ref int count)
    {
        ParsingEvent at = parser.Current!;
        if (depth > MostDepth)
        {
            throw new YamlException(at.Start, at.End, $"more than {MostDepth} levels are nested");
        }

        int before = count;
        if (parser.TryConsume<AnchorAlias>(out AnchorAlias? alias))
        {
            if (!anchors.TryGetValue(alias.Value, out (YamlValue Value, int Count) known))
            {
                throw new YamlException(alias.Start, alias.End, $"the anchor {alias.Value} is not known");
            }

            Add(ref count, known.Count, alias);
            return known.Value;
        }

        Add(ref count, 1, at);
        AnchorName anchor = at is NodeEvent node ? node.Anchor : AnchorName.Empty;
        YamlValue value = Node(at, depth, ref count);
        if (!anchor.IsEmpty)
        {
            anchors[anchor] = (value, count - before);
        }

        return value;
    }

    private static void Add(ref int count, int more, ParsingEvent at)
    {
        count += more;
        if (count > MostValues)
        {
            throw new YamlException(at.Start, at.End, $"more than {MostValues} values, with aliases written out");
        }
    }

    private YamlValue Node(ParsingEvent at, int depth, ref int count)
    {
        (int line, int column) = ((int)at.Start.Line, (int)at.Start.Column);
        if (parser.TryConsume<Scalar>(out Scalar? scalar))
        {
            return Placed(scalar, line, column);
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            List<YamlValue> items = [];
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(Value(depth + 1, ref count));
            }

            return new YamlSequence(items.ToArray(), line, column) { Start = (int)at.Start.Index };
        }

        parser.Consume<MappingStart>();
        List<(YamlScalar Key, YamlValue Value)> entries = [];
        List<YamlValue>? merged = null;
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            ParsingEvent keyAt = parser.Current!;
            YamlValue key = Value(depth + 1, ref count);
            YamlValue value = Value(depth + 1, ref count);
            if (key is not YamlScalar name)
            {
                continue;
            }

            if (name is { Text: "<<", IsPlain: true })
            {
                (merged ??= []).Add(value);
            }
            else if (!seen.Add(name.Text))
            {
                throw new YamlException(keyAt.Start, keyAt.End, $"the key '{name.Text}' is given twice");
            }
            else
            {
                entries.Add((name, value));
            }
        }

        foreach ((YamlScalar Key, YamlValue Value) entry in (merged ?? []).SelectMany(m => m is YamlSequence list ? list.Items : [m]).OfType<YamlMapping>().SelectMany(m => m.Entries))
        {
            if (seen.Add(entry.Key.Text))
            {
                entries.Add(entry);
            }
        }

        return new YamlMapping(entries.ToArray(), line, column) { Start = (int)at.Start.Index };
    }

    // The offsets are kept only where the text there is what the scalar says: a fix is spliced in at them.
    private YamlScalar Placed(Scalar scalar, int line, int column)
    {
        YamlScalarStyle style = StyleOf(scalar.Style);
        (int start, int end) = ((int)scalar.Start.Index, (int)scalar.End.Index);
        bool there = start >= 0 && end <= text.Length && start <= end && style switch
        {
            YamlScalarStyle.Plain => text.AsSpan(start, end - start).SequenceEqual(scalar.Value),
            YamlScalarStyle.SingleQuoted => end - start >= 2 && text[start] == '\'' && text[end - 1] == '\'',
            YamlScalarStyle.DoubleQuoted => end - start >= 2 && text[start] == '"' && text[end - 1] == '"',
            _ => start < text.Length && (text[start] is '|' or '>'),
        };
        return new YamlScalar(pool.Of(scalar.Value), style, line, column) { Start = there ? start : -1, End = there ? end : -1 };
    }
}
