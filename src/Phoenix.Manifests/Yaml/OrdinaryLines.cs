using System.Buffers;
using System.Text;

namespace Phoenix.Manifests.Yaml;

/// <summary>A place in a text that goes from line to line, and the scalars that stand on one line. What is not ordinary gives null: see <see cref="OrdinaryYaml"/>.</summary>
/// <param name="text">The text.</param>
/// <param name="texts">Short texts that occur again and again.</param>
internal sealed class OrdinaryLines(string text, TextPool texts)
{
    private const int LongestKey = 500;

    // What may not begin a plain scalar. The dash may, in front of anything but a space.
    private static readonly SearchValues<char> Indicators = SearchValues.Create("?:,[]{}#&*!|>'\"%@`");

    private static readonly SearchValues<char> EndsOfPlain = SearchValues.Create(":#\n");
    private static readonly SearchValues<char> EndsOfDouble = SearchValues.Create("\"\\\n");

    private int line = 1;
    private int lineStart;

    /// <summary>Where the next character is.</summary>
    public int Position { get; set; }

    /// <summary>The column of what stands on the line, from 0; -1 at the end of a document or of the text.</summary>
    public int Indent { get; private set; } = -1;

    /// <summary>How many values were made.</summary>
    public int Count { get; set; }

    /// <summary>Whether all was read.</summary>
    public bool AtEnd => Position >= text.Length;

    /// <summary>The column of the next character, from 0.</summary>
    public int Column => Position - lineStart;

    /// <summary>The line, from 1.</summary>
    public int Line => line;

    /// <summary>The next character; a line end at the end of the text.</summary>
    public char Current => At(Position);

    /// <summary>Whether an item of a sequence begins here.</summary>
    public bool AtDash => Current == '-' && At(Position + 1) is ' ' or '\n';

    /// <summary>Whether nothing but spaces and a comment stands on the rest of the line.</summary>
    public bool AtLineEnd
    {
        get
        {
            int at = Position;
            while (At(at) == ' ')
            {
                at++;
            }

            return At(at) == '\n' || (At(at) == '#' && at > Position);
        }
    }

    /// <summary>Passes over spaces.</summary>
    public void SkipSpaces()
    {
        while (Current == ' ')
        {
            Position++;
        }
    }

    /// <summary>Goes to the next line that says something. The rest of this one must hold nothing.</summary>
    /// <returns>Whether it holds nothing.</returns>
    public bool NextLine()
    {
        if (!AtLineEnd)
        {
            return false;
        }

        PassLine(Position);
        ToContent();
        return true;
    }

    /// <summary>From the start of a line to the first that says something.</summary>
    public void ToContent()
    {
        Indent = -1;
        while (Position < text.Length)
        {
            int at = Position;
            while (At(at) == ' ' && at < text.Length)
            {
                at++;
            }

            if (At(at) is not ('\n' or '#'))
            {
                lineStart = Position;
                Indent = IsMarker(at) ? -1 : at - lineStart;
                Position = at;
                return;
            }

            PassLine(at);
        }
    }

    /// <summary>A text that is not there, where it would be.</summary>
    public YamlScalar Nothing((int Start, int Line, int Column) here)
    {
        Count++;
        return new YamlScalar("", YamlScalarStyle.Plain, here.Line, here.Column) { Start = here.Start, End = here.Start };
    }

    /// <summary>The place here.</summary>
    public (int Start, int Line, int Column) Here() => (Position, line, Column + 1);

    /// <summary>A scalar on one line in a block: a value, or a key, up to its colon.</summary>
    /// <param name="isKey">Whether it is a key: a colon follows, and then a space or nothing.</param>
    public YamlScalar? Scalar(out bool isKey)
    {
        YamlScalar? scalar = Current is '\'' or '"' ? Quoted() : Plain();
        isKey = Current == ':' && At(Position + 1) is ' ' or '\n';
        return isKey && scalar is not null && (scalar.End - scalar.Start > LongestKey || scalar is { IsPlain: true, Text: "<<" }) ? null : scalar;
    }

    /// <summary>A text in quotes.</summary>
    public YamlScalar? Quoted() => Current == '\'' ? SingleQuoted() : DoubleQuoted();

    /// <summary>A literal block, up to the next line that says something.</summary>
    /// <param name="parent">The column of the collection that it stands in.</param>
    public YamlScalar? Literal(int parent)
    {
        (int start, int startLine, int startColumn) = Here();
        Count++;
        Position++;
        bool strips = Current == '-';
        Position += strips ? 1 : 0;
        if (!AtLineEnd)
        {
            return null;
        }

        PassLine(Position);
        int blank = 0;
        while (Position < text.Length && text[Position] == '\n')
        {
            PassLine(Position);
            blank++;
        }

        int indent = 0;
        while (At(Position + indent) == ' ')
        {
            indent++;
        }

        // Blanks on the empty lines in front have a say in how deep the block is.
        if (indent <= parent || At(Position + indent) == '\n')
        {
            return null;
        }

        StringBuilder content = new();
        content.Append('\n', blank);
        blank = 0;
        while (Position < text.Length)
        {
            int spaces = 0;
            while (spaces < indent && At(Position + spaces) == ' ')
            {
                spaces++;
            }

            if (At(Position + spaces) == '\n')
            {
                blank++;
                if (!HasEnd(Position))
                {
                    return null;
                }

                PassLine(Position);
                continue;
            }

            if (spaces < indent)
            {
                break;
            }

            int from = Position + indent;
            if (!HasEnd(from))
            {
                return null;
            }

            content.Append('\n', blank);
            blank = 0;
            PassLine(from);
            content.Append(text, from, Position - from);
        }

        int end = Position;
        content.Length -= strips ? 1 : 0;
        ToContent();
        return new YamlScalar(texts.Of(content.ToString()), YamlScalarStyle.Literal, startLine, startColumn) { Start = start, End = end };
    }

    /// <summary>A scalar from here to <paramref name="end"/>, where it goes on.</summary>
    public YamlScalar Made(int end, YamlScalarStyle style, string value)
    {
        (int start, int at, int column) = Here();
        Count++;
        Position = end;
        return new YamlScalar(value, style, at, column) { Start = start, End = end };
    }

    /// <summary>The text from here to <paramref name="end"/>.</summary>
    public string TextTo(int end) => texts.Of(text.AsSpan(Position, end - Position));

    /// <summary>The character at an offset; a line end behind the end of the text.</summary>
    public char At(int offset) => (uint)offset < (uint)text.Length ? text[offset] : '\n';

    // To the end of the line, or to the colon behind it.
    private YamlScalar? Plain()
    {
        if (Indicators.Contains(Current) || AtDash || Current is '\n' or ' ')
        {
            return null;
        }

        int end = Position;
        while (true)
        {
            int next = text.AsSpan(end).IndexOfAny(EndsOfPlain);
            end = next < 0 ? text.Length : end + next;
            if (At(end) == '\n' || (At(end) == '#' && text[end - 1] == ' '))
            {
                break;
            }

            if (At(end) == ':' && At(end + 1) is ' ' or '\n')
            {
                break;
            }

            end++;
        }

        int last = end;
        while (last > Position && text[last - 1] == ' ')
        {
            last--;
        }

        // Spaces in front of a colon are not ordinary.
        return last < end && At(end) == ':' ? null : Made(last, YamlScalarStyle.Plain, TextTo(last));
    }

    private YamlScalar? SingleQuoted()
    {
        int end = Position + 1;
        bool doubled = false;
        while (true)
        {
            int next = text.AsSpan(end).IndexOfAny('\'', '\n');
            end += Math.Max(0, next);
            if (next < 0 || text[end] == '\n')
            {
                return null;
            }

            if (At(end + 1) != '\'')
            {
                break;
            }

            doubled = true;
            end += 2;
        }

        ReadOnlySpan<char> inner = text.AsSpan(Position + 1, end - Position - 1);
        return Made(end + 1, YamlScalarStyle.SingleQuoted, doubled ? texts.Of(inner.ToString().Replace("''", "'", StringComparison.Ordinal)) : texts.Of(inner));
    }

    private YamlScalar? DoubleQuoted()
    {
        StringBuilder? changed = null;
        int from = Position + 1;
        int end = from;
        while (true)
        {
            int next = text.AsSpan(end).IndexOfAny(EndsOfDouble);
            end += Math.Max(0, next);
            if (next < 0 || text[end] == '\n')
            {
                return null;
            }

            if (text[end] == '"')
            {
                break;
            }

            char? meant = At(end + 1) switch { '"' => '"', '\\' => '\\', '/' => '/', 'n' => '\n', 't' => '\t', _ => null };
            if (meant is not char one)
            {
                return null;
            }

            (changed ??= new StringBuilder()).Append(text, from, end - from).Append(one);
            from = end += 2;
        }

        return Made(end + 1, YamlScalarStyle.DoubleQuoted, changed is null ? TextOf(from, end) : texts.Of(changed.Append(text, from, end - from).ToString()));
    }

    private string TextOf(int from, int end) => texts.Of(text.AsSpan(from, end - from));

    private bool HasEnd(int from) => text.IndexOf('\n', from) >= 0;

    private void PassLine(int from)
    {
        int end = text.IndexOf('\n', from);
        Position = end < 0 ? text.Length : end + 1;
        line += end < 0 ? 0 : 1;
        lineStart = Position;
    }

    private bool IsMarker(int at) => at == lineStart && (text.AsSpan(at).StartsWith("---") || text.AsSpan(at).StartsWith("...")) && At(at + 3) is ' ' or '\n';
}
