using System.Globalization;
using Phoenix.Errors;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Phoenix.Manifests.Yaml;

/// <summary>
/// Reads one YAML document into values with their places. Guarded against what makes parsers fall over: depth, size, aliases and more than one document are
/// refused on the stream of events, before anything is built.
/// </summary>
/// <param name="file">The file's name, for messages.</param>
public sealed class YamlText(string file)
{
    private const int MostCharacters = 1 << 20;
    private const int MostDepth = 64;

    /// <summary>Reads the text.</summary>
    /// <exception cref="PhoenixException">Configuration: <c>file:line:column: what is wrong</c>.</exception>
    public YamlValue Read(string text)
    {
        if (text.Length > MostCharacters)
        {
            throw Wrong(1, 1, $"the file has {text.Length} characters, at most {MostCharacters} are read", "this is no stack file");
        }

        if (text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and int at)
        {
            throw Wrong(1 + text.AsSpan(0, at).Count('\n'), 1, "there is a NUL character", "this is no text file, or it is damaged");
        }

        // The scanner itself recurses on flow collections: their nesting is counted first.
        if (FlowDepth.Exceeds(text, MostDepth) is int deep)
        {
            throw Wrong(deep, 1, $"more than {MostDepth} brackets are open", "this is no stack file");
        }

        // Where several documents may be, they must be counted; whatever else is out of the ordinary is declined there.
        text = text.TrimStart('\uFEFF');
        if (!text.Contains("---", StringComparison.Ordinal) && OrdinaryYaml.Read(text, new TextPool()) is [YamlValue ordinary])
        {
            return ordinary;
        }

        return ReadAny(text);
    }

    /// <summary>The same, whatever the text holds.</summary>
    internal YamlValue ReadAny(string text)
    {
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                throw Wrong(1, 1, "the file is empty", "see docs/spec/stack.md for an example");
            }

            parser.Consume<DocumentStart>();
            YamlValue value = ReadValue(parser, 0);
            parser.Consume<DocumentEnd>();
            return parser.Accept<StreamEnd>(out _)
                ? value
                : throw Wrong((int)parser.Current!.Start.Line, (int)parser.Current.Start.Column, "a second document begins", "put one stack into one file");
        }
        catch (InvalidOperationException e)
        {
            // The parser's own word for a few texts with document marks in odd places; it names no place.
            throw Wrong(1, 1, $"this is no YAML: {e.Message}", "look at lines of '---' and '...'");
        }
        catch (YamlException e)
        {
            throw Wrong((int)e.Start.Line, (int)e.Start.Column, $"this is no YAML: {e.InnerException?.Message ?? e.Message}", "look at indentation, quotes and tabs there");
        }
    }

    /// <summary>An error at a place.</summary>
    public PhoenixException Wrong(int line, int column, string what, string hint) =>
        new(ErrorCode.Configuration, string.Create(CultureInfo.InvariantCulture, $"{file}:{line}:{column}: {what}"), hint);

    private YamlValue ReadValue(IParser parser, int depth)
    {
        ParsingEvent at = parser.Current ?? throw Wrong(1, 1, "the file ends too early", "complete it");
        (int line, int column) = ((int)at.Start.Line, (int)at.Start.Column);
        if (depth > MostDepth)
        {
            throw Wrong(line, column, $"more than {MostDepth} levels are nested", "this is no stack file");
        }

        if (at is AnchorAlias || (at is NodeEvent { Anchor.IsEmpty: false }))
        {
            throw Wrong(line, column, "anchors and aliases are not read in stack files", "write the value out");
        }

        if (at is Scalar scalar)
        {
            parser.MoveNext();
            return new YamlScalar(scalar.Value, YamlDocuments.StyleOf(scalar.Style), line, column) { Start = (int)scalar.Start.Index, End = (int)scalar.End.Index };
        }

        if (parser.TryConsume<SequenceStart>(out _))
        {
            List<YamlValue> items = [];
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                items.Add(ReadValue(parser, depth + 1));
            }

            return new YamlSequence(items, line, column) { Start = (int)at.Start.Index };
        }

        parser.Consume<MappingStart>();
        List<(YamlScalar, YamlValue)> entries = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            YamlValue key = ReadValue(parser, depth + 1);
            YamlScalar name = key as YamlScalar ?? throw Wrong(key.Line, key.Column, "a key must be a plain text", "write 'key: value'");
            if (!seen.Add(name.Text))
            {
                throw Wrong(name.Line, name.Column, $"'{name.Text}' is given twice", "remove one of them");
            }

            entries.Add((name, ReadValue(parser, depth + 1)));
        }

        return new YamlMapping(entries, line, column) { Start = (int)at.Start.Index };
    }
}
