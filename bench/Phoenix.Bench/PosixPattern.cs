using System.Text;

namespace Phoenix.Bench;

/// <summary>Writes an expression of the catalogue as GNU grep's extended ones are written; what it finds is the same for the catalogue's lines.</summary>
internal static class PosixPattern
{
    public static string Of(string pattern)
    {
        StringBuilder posix = new();
        bool inBrackets = false;
        for (int i = 0; i < pattern.Length; i++)
        {
            char c = pattern[i];
            if (c == '\\')
            {
                posix.Append(Escaped(pattern[++i], inBrackets));
                continue;
            }

            // No groups are asked for, and the first match is enough.
            bool isLazy = c == '?' && i > 0 && pattern[i - 1] is '}' or '*' or '+' && (i < 2 || pattern[i - 2] != '\\');
            if (!inBrackets && (isLazy || (c is '?' or ':' && pattern.AsSpan(0, i + 1).EndsWith(c == '?' ? "(?" : "(?:"))))
            {
                continue;
            }

            inBrackets = inBrackets ? c != ']' : c == '[';
            posix.Append(c);
        }

        return posix.ToString();
    }

    private static string Escaped(char c, bool inBrackets) => c switch
    {
        'd' => inBrackets ? "0-9" : "[0-9]",
        's' => inBrackets ? "[:space:]" : "[[:space:]]",
        'w' => inBrackets ? "[:alnum:]_" : "[[:alnum:]_]",
        'S' => "[^[:space:]]",
        '"' or '/' or '-' or '\'' => c.ToString(),
        _ when inBrackets => c.ToString(),
        _ => "\\" + c,
    };
}
