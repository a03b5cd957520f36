using System.Buffers;
using System.Runtime.InteropServices;

namespace Phoenix.Manifests.Yaml;

/// <summary>
/// Reads what nearly all manifests are written in, several times faster than a whole parser: mappings and sequences in blocks, scalars on one line, literal blocks, collections in brackets on one line. It
/// declines all else, and all that is wrong, and then <see cref="YamlDocuments"/> reads the text with YamlDotNet. What it does not decline it reads to the very same values and places: a test holds both
/// against each other on thousands of damaged texts.
/// </summary>
internal sealed class OrdinaryYaml
{
    private const int MostDepth = 50;
    private const int FewEntries = 32;

    // Tabs, other line ends and whatever is not printed have rules of their own.
    private static readonly SearchValues<char> Odd = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Where(c => c is < ' ' and not '\n' or >= 0x7F).Select(c => (char)c), '\u2028', '\u2029', '\uFEFF']);

    private readonly OrdinaryLines at;
    private readonly List<(YamlScalar Key, YamlValue Value)> entries = [];
    private readonly List<YamlValue> items = [];

    // The keys of open mappings that have more than a few entries, with where those begin.
    private readonly HashSet<(int First, string Key)> keys = [];

    private OrdinaryYaml(string text, TextPool texts) => at = new OrdinaryLines(text, texts);

    /// <summary>The documents that say something; null when there is anything in the text that is not ordinary.</summary>
    /// <param name="text">The text, without a byte order mark.</param>
    /// <param name="texts">Short texts that occur again and again.</param>
    public static IReadOnlyList<YamlValue>? Read(string text, TextPool texts) => text.AsSpan().ContainsAny(Odd) ? null : new OrdinaryYaml(text, texts).Documents();

    private List<YamlValue>? Documents()
    {
        List<YamlValue> documents = [];
        at.ToContent();
        while (!at.AtEnd)
        {
            if (at.Indent < 0)
            {
                if (at.Current != '-')
                {
                    return null;
                }

                at.Position += 3;
                if (!at.NextLine())
                {
                    return null;
                }

                if (at.Indent < 0)
                {
                    continue;
                }
            }

            int before = at.Count;
            if (Block(0) is not YamlValue document || at.Indent >= 0 || at.Count - before > YamlDocuments.MostValues)
            {
                return null;
            }

            documents.Add(document);
        }

        return documents;
    }

    private YamlValue? Block(int depth) => at.AtDash ? Sequence(at.Indent, onKey: false, depth) : Mapping(at.Indent, depth);

    // A sequence may stand as far left as the key that it belongs to.
    private YamlSequence? Sequence(int column, bool onKey, int depth)
    {
        (int Start, int Line, int Column) here = at.Here();
        int first = items.Count;
        do
        {
            at.Position++;
            if (depth > MostDepth || Item(column, depth) is not YamlValue item)
            {
                return null;
            }

            items.Add(item);
        }
        while (at.Indent == column && at.AtDash);

        return at.Indent > column || (at.Indent == column && !onKey) ? null : SequenceOf(first, here);
    }

    private YamlValue? Item(int column, int depth)
    {
        if (at.AtLineEnd)
        {
            (int, int, int) here = at.Here();
            at.NextLine();
            return at.Indent > column ? Block(depth + 1) : at.Nothing(here);
        }

        at.SkipSpaces();
        if (at.AtDash)
        {
            return Sequence(at.Column, onKey: false, depth + 1);
        }

        if (at.Current is '|' or '[' or '{')
        {
            return Value(column, depth);
        }

        // What begins like a value may be the first key of a mapping.
        int inner = at.Column;
        return at.Scalar(out bool isKey) is not YamlScalar scalar ? null : isKey ? Mapping(inner, depth + 1, scalar) : at.NextLine() ? scalar : null;
    }

    private YamlMapping? Mapping(int column, int depth, YamlScalar? key = null)
    {
        (int Start, int Line, int Column) here = key is null ? at.Here() : (key.Start, key.Line, key.Column);
        int first = entries.Count;
        do
        {
            bool isKey = true;
            key ??= at.Scalar(out isKey);
            if (key is null || !isKey || depth > MostDepth || IsThere(first, key.Text))
            {
                return null;
            }

            at.Position++;
            if (OfKey(column, depth) is not YamlValue value)
            {
                return null;
            }

            entries.Add((key, value));
            key = null;
        }
        while (at.Indent == column);

        return at.Indent > column ? null : MappingOf(first, here);
    }

    private YamlValue? OfKey(int column, int depth)
    {
        if (!at.AtLineEnd)
        {
            at.SkipSpaces();
            return Value(column, depth);
        }

        (int, int, int) here = at.Here();
        at.NextLine();
        return at.Indent > column ? Block(depth + 1)
            : at.Indent == column && at.AtDash ? Sequence(column, onKey: true, depth + 1)
            : at.Nothing(here);
    }

    // A value that begins on its key's line. Where the next line is further in than the collection, it goes on there: the collection sees that and declines.
    private YamlValue? Value(int column, int depth)
    {
        if (at.Current == '|')
        {
            return at.Literal(column);
        }

        bool isKey = false;
        YamlValue? value = at.Current is '[' or '{' ? Flow(depth + 1) : at.Scalar(out isKey);
        return value is not null && !isKey && at.NextLine() ? value : null;
    }

    private YamlValue? Flow(int depth) => depth > MostDepth ? null : at.Current switch
    {
        '[' => FlowSequence(depth),
        '{' => FlowMapping(depth),
        '\'' or '"' => at.Quoted(),
        _ => FlowPlain(),
    };

    private YamlSequence? FlowSequence(int depth)
    {
        (int Start, int Line, int Column) here = at.Here();
        int first = items.Count;
        while (Inner(']', items.Count > first))
        {
            if (Flow(depth + 1) is not YamlValue item)
            {
                return null;
            }

            items.Add(item);
            at.SkipSpaces();
        }

        if (at.Current != ']')
        {
            return null;
        }

        at.Position++;
        return SequenceOf(first, here);
    }

    private YamlMapping? FlowMapping(int depth)
    {
        (int Start, int Line, int Column) here = at.Here();
        int first = entries.Count;
        while (Inner('}', entries.Count > first))
        {
            YamlScalar? key = at.Current is '\'' or '"' ? at.Quoted() : FlowPlain();
            if (key is null or { Text: "<<" } || IsThere(first, key.Text) || at.Current != ':' || at.At(at.Position + 1) != ' ')
            {
                return null;
            }

            at.Position++;
            at.SkipSpaces();
            if (Flow(depth + 1) is not YamlValue value)
            {
                return null;
            }

            entries.Add((key, value));
            at.SkipSpaces();
        }

        if (at.Current != '}')
        {
            return null;
        }

        at.Position++;
        return MappingOf(first, here);
    }

    // Whether another part of a collection in brackets begins here: the first behind its bracket, any other behind a comma. At anything else the collection is at its end, or declines.
    private bool Inner(char end, bool behindOne)
    {
        if (behindOne && at.Current != ',')
        {
            return false;
        }

        at.Position++;
        at.SkipSpaces();
        // Behind a comma nothing ends: that there is no value here is seen next.
        return behindOne || at.Current != end;
    }

    private YamlScalar? FlowPlain()
    {
        if (!IsFlowStart(at.Current, at.At(at.Position + 1)))
        {
            return null;
        }

        int end = at.Position;
        for (int next = end; IsFlowPlain(at.At(next)) || at.At(next) is ' ' || (at.At(next) == ':' && IsFlowPlain(at.At(next + 1))); next++)
        {
            end = at.At(next) == ' ' ? end : next + 1;
        }

        return at.Made(end, YamlScalarStyle.Plain, at.TextTo(end));
    }

    private static bool IsFlowStart(char c, char next) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or '+' or '=' or '$' or '(' or '~' or ';' || (c == '-' && IsFlowPlain(next));

    private static bool IsFlowPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '/' or '+' or '=' or '$' or '(' or '~' or ';' or '-' or ')' or '@' or '%' or '*';

    private YamlSequence SequenceOf(int first, (int Start, int Line, int Column) here)
    {
        at.Count++;
        YamlValue[] all = CollectionsMarshal.AsSpan(items)[first..].ToArray();
        items.RemoveRange(first, all.Length);
        return new YamlSequence(all, here.Line, here.Column) { Start = here.Start };
    }

    private YamlMapping MappingOf(int first, (int Start, int Line, int Column) here)
    {
        at.Count++;
        (YamlScalar Key, YamlValue)[] all = CollectionsMarshal.AsSpan(entries)[first..].ToArray();
        entries.RemoveRange(first, all.Length);
        for (int i = 0; all.Length > FewEntries && i < all.Length; i++)
        {
            keys.Remove((first, all[i].Key.Text));
        }

        return new YamlMapping(all, here.Line, here.Column) { Start = here.Start };
    }

    // A few are compared with each other, which needs no memory; from then on they are looked up.
    private bool IsThere(int first, string key)
    {
        ReadOnlySpan<(YamlScalar Key, YamlValue Value)> open = CollectionsMarshal.AsSpan(entries)[first..];
        if (open.Length == FewEntries)
        {
            foreach ((YamlScalar known, _) in open)
            {
                keys.Add((first, known.Text));
            }
        }

        if (open.Length >= FewEntries)
        {
            return !keys.Add((first, key));
        }

        foreach ((YamlScalar known, _) in open)
        {
            if (known.Text == key)
            {
                return true;
            }
        }

        return false;
    }
}
