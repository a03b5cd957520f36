using System.Buffers;
using System.Globalization;
using System.Text;

namespace Phoenix.Diagnosis;

/// <summary>Makes text of a line of bytes: what colours, cursors, UTF-16, JSON and control characters add is taken away.</summary>
internal static class LineText
{
    private const byte Escape = 0x1b;
    private static readonly SearchValues<byte> Added = SearchValues.Create(Escape, (byte)0);

    /// <summary>Whether <see cref="Strip"/> changes anything.</summary>
    internal static bool NeedsStripping(ReadOnlySpan<byte> line) => line.ContainsAny(Added);

    /// <summary>Leaves out NUL bytes (UTF-16 in ASCII's range has one beside each character) and escape sequences, so that the texts in between are whole.</summary>
    /// <param name="line">The line.</param>
    /// <param name="stripped">Takes the rest; at least as long as the line.</param>
    /// <returns>Bytes written.</returns>
    internal static int Strip(ReadOnlySpan<byte> line, Span<byte> stripped)
    {
        int length = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == Escape)
            {
                i = EndOfSequence(line, i);
            }
            else if (line[i] != 0)
            {
                stripped[length++] = line[i];
            }
        }

        return length;
    }

    /// <summary>The line as text: UTF-8, what is none replaced; one kind of line break; no control characters and nothing that turns the direction of writing.</summary>
    /// <param name="line">The line.</param>
    /// <param name="text">Takes the text; at least as many characters as the line has bytes.</param>
    /// <returns>Characters written.</returns>
    internal static int Of(ReadOnlySpan<byte> line, Span<char> text)
    {
        int length = Encoding.UTF8.GetChars(line, text);
        return Clean(text[..length]);
    }

    /// <summary>The text with one layer of string escapes taken away.</summary>
    /// <param name="text">The text.</param>
    /// <param name="plain">Takes the rest; at least as long as the text.</param>
    /// <returns>Characters written.</returns>
    internal static int Unescape(ReadOnlySpan<char> text, Span<char> plain)
    {
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char next = text[i] == '\\' && i + 1 < text.Length ? text[i + 1] : '\0';
            if (next == 'u' && i + 5 < text.Length && ushort.TryParse(text.Slice(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
            {
                plain[length++] = (char)code;
                i += 5;
            }
            else if (next is '"' or '\\' or '/' or 'n' or 'r' or 't')
            {
                plain[length++] = next switch { 'n' or 'r' => '\n', 't' => '\t', _ => next };
                i++;
            }
            else
            {
                plain[length++] = text[i];
            }
        }

        return Clean(plain[..length]);
    }

    // In its place: what is cleaned is never longer. Most lines are clean from end to end.
    private static int Clean(Span<char> text)
    {
        int length = text.IndexOfAnyExceptInRange(' ', '~');
        if (length < 0)
        {
            return text.Length;
        }

        foreach (char c in text[length..])
        {
            if (c == '\r')
            {
                text[length++] = '\n';
            }
            else if (c is '\t' or '\n' || !(char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029' or '\uFEFF'))
            {
                text[length++] = c;
            }
        }

        return length;
    }

    // ECMA-48: ESC [ parameters final; ESC ] text ended by BEL or ESC \; ESC and one more. One that is not ended takes nothing but itself.
    private static int EndOfSequence(ReadOnlySpan<byte> line, int escape)
    {
        if (escape + 1 == line.Length)
        {
            return escape;
        }

        ReadOnlySpan<byte> rest = line[(escape + 2)..];
        switch (line[escape + 1])
        {
            case (byte)'[':
                int final = rest.IndexOfAnyInRange((byte)'@', (byte)'~');
                return final < 0 || final > 32 ? escape + 1 : escape + 2 + final;
            case (byte)']':
                int bell = rest.IndexOfAny((byte)7, Escape);
                return bell < 0 ? escape + 1 : escape + 2 + bell;
            default:
                return escape + 1;
        }
    }
}
