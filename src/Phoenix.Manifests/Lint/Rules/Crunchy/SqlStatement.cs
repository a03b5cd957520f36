using System.Text;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>One statement of an SQL script, or one command of psql.</summary>
/// <param name="Text">Its words in upper case with single spaces; comments are gone, texts and bodies of functions are blank.</param>
/// <param name="Line">The line of the script on which it begins, from 0.</param>
internal sealed record SqlStatement(string Text, int Line)
{
    /// <summary>Whether it is one of psql's own commands.</summary>
    public bool IsCommand => Text.StartsWith('\\');

    /// <summary>Splits a script.</summary>
    public static IReadOnlyList<SqlStatement> Split(string script)
    {
        List<SqlStatement> statements = [];
        var text = new StringBuilder();
        int line = 0, begin = -1, at = 0;
        while (at < script.Length)
        {
            char c = script[at];
            if (begin < 0 && c == '\\')
            {
                int end = EndOfLine(script, at);
                statements.Add(new SqlStatement(Words(script[at..end]), line));
                at = end;
                continue;
            }

            int next = Passed(script, at);
            if (next > at)
            {
                // A comment or a text: only that it was there counts.
                text.Append(c is '\'' or '"' or '$' ? " '' " : " ");
                begin = begin < 0 && c is '\'' or '"' or '$' ? line : begin;
                line += script.AsSpan(at, next - at).Count('\n');
                at = next;
                continue;
            }

            if (c == ';')
            {
                Add(statements, text, ref begin);
            }
            else
            {
                begin = begin < 0 && !char.IsWhiteSpace(c) ? line : begin;
                text.Append(c);
            }

            line += c == '\n' ? 1 : 0;
            at++;
        }

        Add(statements, text, ref begin);
        return statements;
    }

    private static void Add(List<SqlStatement> statements, StringBuilder text, ref int begin)
    {
        string words = Words(text.ToString());
        if (words.Length > 0)
        {
            statements.Add(new SqlStatement(words, Math.Max(0, begin)));
        }

        text.Clear();
        begin = -1;
    }

    // Where a comment, a quoted text or a quoted name that begins here ends; the same place when none begins.
    private static int Passed(string script, int at)
    {
        if (string.CompareOrdinal(script, at, "--", 0, 2) == 0)
        {
            return EndOfLine(script, at);
        }

        if (string.CompareOrdinal(script, at, "/*", 0, 2) == 0)
        {
            return Behind(script, "*/", at + 2);
        }

        if (script[at] is '\'' or '"')
        {
            return Behind(script, script[at].ToString(), at + 1);
        }

        if (script[at] == '$' && script.IndexOf('$', at + 1) is > 0 and int tag && script.AsSpan(at + 1, tag - at - 1).IndexOfAnyExcept(TagLetters) < 0)
        {
            return Behind(script, script[at..(tag + 1)], tag + 1);
        }

        return at;
    }

    private static readonly System.Buffers.SearchValues<char> TagLetters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

    private static int EndOfLine(string script, int at) => script.IndexOf('\n', at) is >= 0 and int end ? end : script.Length;

    private static int Behind(string script, string end, int from) => script.IndexOf(end, from, StringComparison.Ordinal) is >= 0 and int at ? at + end.Length : script.Length;

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();
}
