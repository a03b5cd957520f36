namespace Phoenix.Tests.Shape;

/// <summary>As much of C#'s lexer as it takes to tell code from comments and literals (regular, verbatim, raw, interpolated).</summary>
internal static class CSharpText
{
    /// <summary>Replaces comments, and unless <paramref name="keepStrings"/> also what literals say, by spaces. The code in interpolation holes stays.</summary>
    public static string Blank(string text, bool keepStrings)
    {
        char[] result = text.ToCharArray();
        int at = 0;
        Code(text, result, ref at, keepStrings, hole: 0);
        return new string(result);
    }

    // Reads code up to the end, or up to the brace(s) that end an interpolation hole.
    private static void Code(string text, char[] result, ref int at, bool keep, int hole)
    {
        int depth = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (Has(text, at, "//"))
            {
                int end = text.IndexOf('\n', at);
                Erase(result, ref at, end < 0 ? text.Length : end, keep: false);
            }
            else if (Has(text, at, "/*"))
            {
                int end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
                Erase(result, ref at, end < 0 ? text.Length : end + 2, keep: false);
            }
            else if (c == '\'')
            {
                int end = at + 1;
                while (end < text.Length && text[end] != '\'' && text[end] != '\n')
                {
                    end += text[end] == '\\' ? 2 : 1;
                }

                at++;
                Erase(result, ref at, Math.Min(end, text.Length), keep);
                at++;
            }
            else if (c is '"' or '$' or '@' && TryOpen(text, at, out int dollars, out bool verbatim, out int quotes, out int content))
            {
                at = content;
                Literal(text, result, ref at, keep, dollars, verbatim, quotes);
            }
            else if (hole > 0 && c == '}' && depth == 0)
            {
                at += hole;
                return;
            }
            else
            {
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                at++;
            }
        }
    }

    private static bool TryOpen(string text, int at, out int dollars, out bool verbatim, out int quotes, out int content)
    {
        (dollars, verbatim, quotes) = (0, false, 0);
        int i = at;
        for (; i < text.Length && text[i] is '$' or '@'; i++)
        {
            dollars += text[i] == '$' ? 1 : 0;
            verbatim |= text[i] == '@';
        }

        while (i + quotes < text.Length && text[i + quotes] == '"')
        {
            quotes++;
        }

        quotes = verbatim || quotes < 3 ? Math.Min(quotes, 1) : quotes; // "" is an empty literal, not the start of a raw one
        content = i + quotes;
        return quotes > 0;
    }

    private static void Literal(string text, char[] result, ref int at, bool keep, int dollars, bool verbatim, int quotes)
    {
        bool raw = quotes >= 3;
        string close = new('"', quotes);
        string open = new('{', Math.Max(dollars, 1));
        while (at < text.Length)
        {
            if (dollars > 0 && Has(text, at, open))
            {
                if (!raw && Has(text, at, "{{"))
                {
                    Erase(result, ref at, at + 2, keep);
                    continue;
                }

                at += open.Length;
                Code(text, result, ref at, keep, raw ? dollars : 1);
            }
            else if (verbatim && Has(text, at, "\"\""))
            {
                Erase(result, ref at, at + 2, keep);
            }
            else if (Has(text, at, close))
            {
                at += quotes;
                return;
            }
            else
            {
                Erase(result, ref at, Math.Min(at + (!raw && !verbatim && text[at] == '\\' ? 2 : 1), text.Length), keep);
            }
        }
    }

    private static bool Has(string text, int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;

    private static void Erase(char[] result, ref int at, int end, bool keep)
    {
        for (; at < end; at++)
        {
            if (!keep && result[at] != '\n')
            {
                result[at] = ' ';
            }
        }
    }
}
