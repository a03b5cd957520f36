using System.Buffers;
using System.Text;

namespace Phoenix.Adapters.Processes;

/// <summary>
/// Takes secrets out of text that will be seen. A secret of several lines (a key in PEM) is also found line by line, because tools indent, wrap and
/// number what they print; lines shorter than <see cref="ShortestLine"/> are found only as part of the whole. Other spellings of a secret (base64,
/// escapes) are not found.
/// </summary>
public sealed class Redaction
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mark = "[redacted]";

    /// <summary>A line of a secret that is found by itself has at least so many characters: shorter ones ("}", "end") stand in any text.</summary>
    public const int ShortestLine = 16;

    private readonly string[] _patterns;
    private readonly SearchValues<string> _any;

    private Redaction(string[] patterns)
    {
        _patterns = patterns;
        _any = SearchValues.Create(patterns, StringComparison.Ordinal);
    }

    /// <summary>Redaction of these secrets; empty ones are left out.</summary>
    public static Redaction Of(IEnumerable<string> secrets) => new([.. secrets.SelectMany(Patterns).Distinct(StringComparer.Ordinal)]);

    /// <summary>The text with each secret replaced by <see cref="Mark"/>; secrets that overlap are replaced together.</summary>
    public string Apply(string text) => Apply(text, cutBefore: false, cutAfter: false);

    /// <summary>As <see cref="Apply(string)"/>, for a piece of a longer text: what may be the rest of a secret at a cut end is replaced too.</summary>
    internal string Apply(string text, bool cutBefore, bool cutAfter)
    {
        if (!cutBefore && !cutAfter && !text.AsSpan().ContainsAny(_any))
        {
            return text;
        }

        StringBuilder builder = new(text.Length);
        int at = 0;
        foreach ((int start, int end) in Hidden(text, cutBefore, cutAfter).Order())
        {
            if (start >= at)
            {
                builder.Append(text, at, start - at).Append(Mark);
            }

            at = Math.Max(at, end);
        }

        return builder.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>
    /// Where a text that is still growing can be cut, at <paramref name="cut"/> or before it: no secret lies across, neither a whole one nor one that
    /// has only begun.
    /// </summary>
    internal int CutBefore(string text, int cut)
    {
        int before;
        do
        {
            before = cut;
            foreach (string pattern in _patterns)
            {
                for (int start = Math.Max(0, cut - pattern.Length + 1); start < cut; start++)
                {
                    int there = Math.Min(pattern.Length, text.Length - start);
                    if (text.AsSpan(start, there).SequenceEqual(pattern.AsSpan(0, there)))
                    {
                        cut = start;
                    }
                }
            }
        }
        while (cut < before);
        return cut;
    }

    private static IEnumerable<string> Patterns(string secret)
    {
        string whole = secret.TrimEnd('\r', '\n');
        if (whole.Length == 0)
        {
            return [];
        }

        return whole.AsSpan().ContainsAny('\r', '\n')
            ? [whole, .. whole.Split(['\r', '\n'], StringSplitOptions.TrimEntries).Where(line => line.Length >= ShortestLine)]
            : [whole];
    }

    private List<(int Start, int End)> Hidden(string text, bool cutBefore, bool cutAfter)
    {
        List<(int, int)> hidden = [];
        foreach (string pattern in _patterns)
        {
            for (int i = text.IndexOf(pattern, StringComparison.Ordinal); i >= 0; i = text.IndexOf(pattern, i + 1, StringComparison.Ordinal))
            {
                hidden.Add((i, i + pattern.Length));
            }

            int longest = Math.Min(pattern.Length - 1, text.Length);
            for (int n = longest; cutAfter && n > 0; n--)
            {
                if (text.AsSpan().EndsWith(pattern.AsSpan(0, n), StringComparison.Ordinal))
                {
                    hidden.Add((text.Length - n, text.Length));
                    break;
                }
            }

            for (int n = longest; cutBefore && n > 0; n--)
            {
                if (text.AsSpan().StartsWith(pattern.AsSpan(pattern.Length - n), StringComparison.Ordinal))
                {
                    hidden.Add((0, n));
                    break;
                }
            }
        }

        return hidden;
    }
}
