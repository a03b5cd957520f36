using System.Text;

namespace Phoenix.Tests.Shipped;

/// <summary>
/// The rules of <c>terraform fmt</c> that can be told from single lines: two blanks for each line that leaves brackets open, the equals signs of neighbouring
/// lines in one column, one blank elsewhere; and no two empty lines. Heredocs and comments of another form than # are not known: a fault.
/// </summary>
internal static class HclForm
{
    /// <summary>What is wrong: <c>line: fault</c>.</summary>
    public static IEnumerable<string> Faults(string text)
    {
        if (text.Contains('\r') || text.Contains('\t') || !text.EndsWith('\n') || text.EndsWith("\n\n", StringComparison.Ordinal))
        {
            yield return "1: lines end with one line feed, the last one too, and no tab is in them";
        }

        string[] lines = text.TrimEnd('\n').Split('\n');
        List<(int Line, int NameEnds, int At)> group = [];
        Stack<int> open = new();
        for (int i = 0; i < lines.Length; i++)
        {
            string code = Code(lines[i]);
            int balance = code.Count(c => c is '{' or '[' or '(') - code.Count(c => c is '}' or ']' or ')');
            Close(open, -balance);
            int blanks = lines[i].Length - lines[i].TrimStart(' ').Length;
            if (lines[i].Length > 0 && blanks != 2 * open.Count)
            {
                yield return $"{i + 1}: begins in column {blanks + 1}, not {(2 * open.Count) + 1}";
            }

            if (balance > 0)
            {
                open.Push(balance);
            }

            if (lines[i].EndsWith(' ') || (i > 0 && lines[i].Length == 0 && lines[i - 1].Length == 0))
            {
                yield return $"{i + 1}: blanks at the end, or an empty line after an empty line";
            }

            if (code.Contains("<<", StringComparison.Ordinal) || code.Contains("/*", StringComparison.Ordinal) || code.Contains("//", StringComparison.Ordinal))
            {
                yield return $"{i + 1}: a heredoc or a comment of another form than #";
            }

            int equals = EqualsSign(code);
            if (equals > 0 && balance == 0)
            {
                group.Add((i + 1, code[..equals].TrimEnd().Length, equals));
            }
            else
            {
                foreach (string fault in Unaligned(group))
                {
                    yield return fault;
                }

                group.Clear();
                if (equals > 0 && code[..equals].TrimStart() is var head && head.Length - head.TrimEnd().Length != 1)
                {
                    yield return $"{i + 1}: a value over several lines has one blank before its equals sign";
                }
            }

            foreach (string fault in Spaces(code, equals, i + 1))
            {
                yield return fault;
            }
        }

        foreach (string fault in Unaligned(group))
        {
            yield return fault;
        }

        if (open.Count > 0)
        {
            yield return $"{lines.Length}: {open.Sum()} brackets are not closed";
        }
    }

    // All brackets that a line leaves open count as one step.
    private static void Close(Stack<int> open, int closed)
    {
        while (closed > 0 && open.TryPop(out int last))
        {
            if (last > closed)
            {
                open.Push(last - closed);
            }

            closed -= last;
        }
    }

    // Texts are emptied, interpolations with their own texts among them; comments are cut off.
    private static string Code(string line)
    {
        var code = new StringBuilder();
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '#')
            {
                break;
            }

            code.Append(line[i]);
            if (line[i] == '"')
            {
                i = End(line, i);
                code.Append('"');
            }
        }

        return code.ToString().TrimEnd();
    }

    private static int End(string line, int quote)
    {
        int open = 0;
        for (int i = quote + 1; i < line.Length; i++)
        {
            if (line[i] == '\\' && open == 0)
            {
                i++;
            }
            else if (line[i] == '"' && open == 0)
            {
                return i;
            }
            else if (line[i] == '"')
            {
                i = End(line, i);
            }
            else if (line[i] == '{' && (open > 0 || line[i - 1] is '$' or '%'))
            {
                open++;
            }
            else if (line[i] == '}' && open > 0)
            {
                open--;
            }
        }

        return line.Length - 1;
    }

    // Where the line's own equals sign is: before any bracket.
    private static int EqualsSign(string code)
    {
        int at = code.IndexOf('=', StringComparison.Ordinal);
        int bracket = code.IndexOfAny(['{', '[', '(']);
        return at > 0 && (bracket < 0 || at < bracket) && code[at - 1] is not ('!' or '<' or '>' or '=') && (at + 1 == code.Length || code[at + 1] is not ('=' or '>')) ? at : -1;
    }

    private static IEnumerable<string> Unaligned(List<(int Line, int NameEnds, int At)> group)
    {
        int column = group.Count == 0 ? 0 : group.Max(g => g.NameEnds) + 1;
        foreach ((int line, _, int at) in group.Where(g => g.At != column))
        {
            yield return $"{line}: the equals sign is in column {at + 1}, and its place is {column + 1}";
        }
    }

    private static IEnumerable<string> Spaces(string code, int equals, int line)
    {
        string value = equals > 0 ? code[(equals + 1)..] : code.TrimStart();
        if (value.TrimStart().Contains("  ", StringComparison.Ordinal) || (equals > 0 && (!value.StartsWith(' ') || value.StartsWith("  ", StringComparison.Ordinal))))
        {
            yield return $"{line}: one blank between words, and one behind an equals sign";
        }

        for (int i = 0; i < value.Length; i++)
        {
            bool opened = value[i] == '{' && i + 1 < value.Length && value[i + 1] is not (' ' or '}');
            bool closed = value[i] == '}' && i > 0 && value[i - 1] is not (' ' or '{');
            bool inside = (value[i] is '[' or '(' && i + 1 < value.Length && value[i + 1] == ' ') || (value[i] is ']' or ')' && i > 0 && value[i - 1] == ' ' && value[..i].Trim().Length > 0);
            bool comma = value[i] == ',' && i + 1 < value.Length && value[i + 1] != ' ';
            if (opened || closed || inside || comma)
            {
                yield return $"{line}: blanks stand inside of {{ }}, not of [ ] and ( ), and behind a comma";
            }
        }
    }
}
