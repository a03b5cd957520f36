using System.Text;
using Phoenix.Adapters.Processes;

namespace Phoenix.Adapters.Files;

/// <summary>
/// One stream's text on its way into a log: put together to whole lines, and held back as long as it may be the beginning of a secret. A line longer
/// than <see cref="LongestLine"/> is given in pieces. Not safe for concurrent use.
/// </summary>
internal sealed class LogLines
{
    /// <summary>Characters of a line that are held back at most, unless a secret is longer.</summary>
    internal const int LongestLine = 64 * 1024;

    private readonly PrintableText _printable = new();
    private readonly StringBuilder _pending = new();
    private bool _cutBefore;
    private bool _continued;

    /// <summary>Adds what a tool printed.</summary>
    /// <param name="output">The bytes.</param>
    /// <param name="redaction">What must not be seen.</param>
    /// <param name="longestSecret">Length of the longest secret, in characters.</param>
    /// <param name="emit">Takes a line without its end; true when it goes on a line that was too long for one piece.</param>
    internal void Add(ReadOnlySpan<byte> output, Redaction redaction, int longestSecret, Action<string, bool> emit)
    {
        _printable.Add(output, _pending);
        int limit = Math.Max(LongestLine, 2 * longestSecret);
        string text = _pending.ToString();
        int lines = redaction.CutBefore(text, text.LastIndexOf('\n') + 1);
        bool isTooLong = text.Length - lines > limit;
        if (!isTooLong)
        {
            Take(text, lines, cutAfter: false, redaction, emit);
            return;
        }

        // Secrets that run into each other without end leave no place to cut: what may be the half of one goes as a whole then.
        int cut = redaction.CutBefore(text, text.Length);
        bool isEndless = text.Length - cut > limit / 2;
        Take(text, isEndless ? text.Length : cut, isEndless, redaction, emit);
    }

    /// <summary>Gives what is left: the last line had no end.</summary>
    internal void End(Redaction redaction, Action<string, bool> emit)
    {
        string text = _pending.ToString();
        Take(text, text.Length, cutAfter: false, redaction, emit);
        _continued = false;
        _cutBefore = false;
    }

    /// <summary>The line that has no end yet, as far as it can be shown; empty when there is none.</summary>
    internal string Unfinished(Redaction redaction)
    {
        string text = redaction.Apply(_pending.ToString(), _cutBefore, cutAfter: true);
        return text[(text.LastIndexOf('\n') + 1)..];
    }

    private void Take(string text, int cut, bool cutAfter, Redaction redaction, Action<string, bool> emit)
    {
        if (cut == 0)
        {
            return;
        }

        _pending.Remove(0, cut);
        string[] lines = redaction.Apply(text[..cut], _cutBefore, cutAfter).Split('\n');
        bool isWhole = text[cut - 1] == '\n';
        foreach (string line in isWhole ? lines.AsSpan(..^1) : lines)
        {
            emit(line, _continued);
            _continued = false;
        }

        _continued = !isWhole;
        _cutBefore = cutAfter;
    }
}
