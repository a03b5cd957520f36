using System.Text;

namespace Phoenix.Manifests.Import.Terragrunt;

/// <summary>
/// Splits HCL into tokens: comments, texts with nested interpolation, heredocs. Any input gives tokens; what ends too early is said by
/// <see cref="Broken"/>, because nothing after it can be relied on.
/// </summary>
/// <param name="text">The text.</param>
internal sealed class HclScanner(string text)
{
    private const int MostDepth = 40;
    private readonly List<HclToken> _tokens = [];
    private int _at;
    private int _line = 1;

    /// <summary>Line of the text, comment or heredoc that never ends; null when all do.</summary>
    public int? Broken { get; private set; }

    /// <summary>The tokens of the whole text.</summary>
    public IReadOnlyList<HclToken> Scan()
    {
        while (_at < text.Length)
        {
            char c = text[_at];
            if (c == '\n')
            {
                _tokens.Add(new HclToken(HclTokenKind.LineEnd, "\n", _line));
                Skip(1);
            }
            else if (c == '#' || Has("//"))
            {
                while (_at < text.Length && text[_at] != '\n')
                {
                    _at++;
                }
            }
            else if (Has("/*"))
            {
                Comment();
            }
            else if (c == '"')
            {
                int line = _line;
                (string value, bool known) = Quoted(0);
                _tokens.Add(new HclToken(known ? HclTokenKind.Text : HclTokenKind.Template, value, line));
            }
            else if (Has("<<") && Heredoc())
            {
                continue;
            }
            else if (char.IsLetterOrDigit(c) || c == '_')
            {
                int start = _at;
                while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '_' or '-'))
                {
                    _at++;
                }

                _tokens.Add(new HclToken(HclTokenKind.Word, text[start.._at], _line));
            }
            else
            {
                if (!char.IsWhiteSpace(c) && c != '\uFEFF')
                {
                    _tokens.Add(new HclToken(HclTokenKind.Sign, c.ToString(), _line));
                }

                Skip(1);
            }
        }

        return _tokens;
    }

    private bool Has(string what) => string.CompareOrdinal(text, _at, what, 0, what.Length) == 0;

    private void Skip(int count)
    {
        for (int i = 0; i < count && _at < text.Length; i++, _at++)
        {
            _line += text[_at] == '\n' ? 1 : 0;
        }
    }

    private void Comment()
    {
        int end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            Broken ??= _line;
        }

        Skip((end < 0 ? text.Length : end + 2) - _at);
    }

    // From the opening quote to behind the closing one. A text in quotes ends with its line, but for interpolations in it.
    private (string Value, bool Known) Quoted(int depth)
    {
        int line = _line;
        var value = new StringBuilder();
        bool known = true;
        Skip(1);
        while (_at < text.Length && text[_at] != '\n')
        {
            char c = text[_at];
            if (c == '"')
            {
                Skip(1);
                return (value.ToString(), known);
            }

            if (Has("$${") || Has("%%{"))
            {
                value.Append(c).Append('{');
                Skip(3);
            }
            else if (Has("${") || Has("%{"))
            {
                known = false;
                Skip(2);
                Interpolation(depth + 1);
            }
            else if (c == '\\' && _at + 1 < text.Length)
            {
                (char meant, bool simple) = Escape(text[_at + 1]);
                known &= simple;
                value.Append(meant);
                Skip(2);
            }
            else
            {
                value.Append(c);
                Skip(1);
            }
        }

        Broken ??= line;
        return (value.ToString(), false);
    }

    // Unicode escapes are not worth a decoder: a folder that needs one is named as not understood.
    private static (char Meant, bool Simple) Escape(char c) => c switch
    {
        'n' => ('\n', true),
        't' => ('\t', true),
        'r' => ('\r', true),
        '"' or '\\' => (c, true),
        _ => (c, false),
    };

    private void Interpolation(int depth)
    {
        int line = _line;
        for (int open = 1; _at < text.Length;)
        {
            char c = text[_at];
            if (c == '"')
            {
                if (depth > MostDepth)
                {
                    break;
                }

                Quoted(depth);
                continue;
            }

            open += c == '{' ? 1 : c == '}' ? -1 : 0;
            Skip(1);
            if (open == 0)
            {
                return;
            }
        }

        Broken ??= line;
        _at = text.Length;
    }

    // <<WORD or <<-WORD up to a line that holds nothing but the word.
    private bool Heredoc()
    {
        int at = _at + 2 + (_at + 2 < text.Length && text[_at + 2] == '-' ? 1 : 0);
        int end = at;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-'))
        {
            end++;
        }

        int lineEnd = text.IndexOf('\n', end);
        if (end == at || lineEnd < 0 || text.AsSpan(end, lineEnd - end).Trim().Length > 0)
        {
            return false;
        }

        int line = _line;
        ReadOnlySpan<char> word = text.AsSpan(at, end - at);
        for (int start = lineEnd + 1; start <= text.Length;)
        {
            int next = text.IndexOf('\n', start);
            int stop = next < 0 ? text.Length : next;
            if (text.AsSpan(start, stop - start).Trim().SequenceEqual(word))
            {
                _tokens.Add(new HclToken(HclTokenKind.Template, "", line));
                Skip(stop - _at);
                return true;
            }

            if (next < 0)
            {
                break;
            }

            start = next + 1;
        }

        Broken ??= line;
        Skip(text.Length - _at);
        return true;
    }
}
