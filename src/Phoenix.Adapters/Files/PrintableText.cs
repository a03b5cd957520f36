using System.Text;

namespace Phoenix.Adapters.Files;

/// <summary>
/// Turns what a tool prints into text that is safe to show: UTF-8 across pieces, one kind of line break (a lone carriage return, as progress bars
/// use it, ends a line too), no escape sequences, no control characters but the tab, and nothing that turns the direction of writing.
/// </summary>
internal sealed class PrintableText
{
    private enum Part
    {
        Text,
        Escape,
        Sequence,
        Command,
        CommandEscape,
    }

    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private Part _part;
    private bool _lineIsEmpty = true;
    private bool _afterReturn;

    /// <summary>The text as it would be shown, in one go.</summary>
    internal static string Of(string text)
    {
        StringBuilder clean = new(text.Length);
        PrintableText printable = new();
        foreach (char c in text)
        {
            printable.Add(c, clean);
        }

        return clean.ToString();
    }

    /// <summary>Adds what is printable of <paramref name="output"/> to <paramref name="text"/>.</summary>
    internal void Add(ReadOnlySpan<byte> output, StringBuilder text)
    {
        Span<char> characters = stackalloc char[1024];
        bool all;
        do
        {
            _decoder.Convert(output, characters, flush: false, out int used, out int made, out all);
            output = output[used..];
            foreach (char c in characters[..made])
            {
                Add(c, text);
            }
        }
        while (!all);
    }

    private void Add(char c, StringBuilder text)
    {
        // Every line starts afresh: a sequence that is never ended must not swallow the rest.
        if (c is '\n' or '\r')
        {
            bool isSecondHalf = c == '\n' && _afterReturn;
            bool isReturnAtStart = c == '\r' && _lineIsEmpty;
            _afterReturn = c == '\r';
            _part = Part.Text;
            if (!isSecondHalf && !isReturnAtStart)
            {
                text.Append('\n');
                _lineIsEmpty = true;
            }

            return;
        }

        _afterReturn = false;
        if (_part != Part.Text || c == '\u001b')
        {
            _part = Next(_part, c);
        }
        else if (c == '\u009b')
        {
            _part = Part.Sequence;
        }
        else if (c == '\t' || !(char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')))
        {
            text.Append(c);
            _lineIsEmpty = false;
        }
    }

    // ECMA-48: ESC [ parameters final; ESC ] (and P, X, ^, _) text, ended by BEL or ESC \; ESC intermediates final.
    private static Part Next(Part part, char c) => (part, c) switch
    {
        (Part.Command, '\u001b') => Part.CommandEscape,
        (Part.Command, '\a') => Part.Text,
        (Part.Command, _) => Part.Command,
        (Part.CommandEscape, '\\') => Part.Text,
        (_, '\u001b') => Part.Escape,
        (Part.Escape or Part.CommandEscape, '[') => Part.Sequence,
        (Part.Escape or Part.CommandEscape, ']' or 'P' or 'X' or '^' or '_') => Part.Command,
        (Part.Escape or Part.Sequence, >= ' ' and <= '/') => part,
        (Part.Sequence, >= '0' and <= '?') => Part.Sequence,
        _ => Part.Text,
    };
}
