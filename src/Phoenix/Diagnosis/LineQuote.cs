namespace Phoenix.Diagnosis;

/// <summary>Quotes a line: one line, bounded, and without secrets.</summary>
/// <param name="redact">Takes out the secrets that are known; null when none is.</param>
internal sealed class LineQuote(Func<string, string>? redact)
{
    /// <summary>Characters of a quote at most.</summary>
    internal const int Longest = 300;

    private const int Before = 60;
    private const int Around = 4000;

    /// <summary>The part of a line around what was found.</summary>
    /// <param name="text">The line, or a piece of it.</param>
    /// <param name="index">Where it was found.</param>
    /// <param name="isContinued">What the piece begins with may be the rest of a word.</param>
    /// <param name="isCut">What it ends with may be the beginning of one.</param>
    internal string Of(string text, int index, bool isContinued, bool isCut)
    {
        // A word is quoted whole or not at all: half a secret has no shape that could be known.
        index = isContinued ? Math.Max(index, AfterBlank(text, 0, text.Length)) : index;
        int from = Math.Max(0, index - Around);
        int to = Math.Min(text.Length, index + Around);
        from = from > 0 || isContinued ? AfterBlank(text, from, index) : 0;
        to = to < text.Length || isCut ? BeforeBlank(text, index, to) : to;
        string before = Hide(text[from..index]);
        string whole = Hide(text[from..to]);
        int at = whole.StartsWith(before, StringComparison.Ordinal) ? before.Length : 0;
        int begin = at <= Before ? 0 : at - Before;
        string quote = whole[begin..Math.Min(whole.Length, begin + Longest)].Replace('\n', ' ').Replace('\t', ' ').Trim();
        return $"{(from > 0 || begin > 0 ? "..." : "")}{quote}{(to < text.Length || begin + Longest < whole.Length ? "..." : "")}";
    }

    private string Hide(string text) => SecretShapes.Hide(redact is null ? text : redact(text));

    private static int AfterBlank(string text, int from, int index)
    {
        int blank = text.AsSpan(from, index - from).IndexOf(' ');
        return blank < 0 ? index : from + blank + 1;
    }

    private static int BeforeBlank(string text, int index, int to)
    {
        int blank = text.AsSpan(index, to - index).LastIndexOf(' ');
        return blank < 0 ? to : index + blank;
    }
}
