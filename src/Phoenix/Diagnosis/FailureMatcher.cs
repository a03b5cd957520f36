using System.Text.RegularExpressions;

namespace Phoenix.Diagnosis;

/// <summary>Finds known failures and signs in one line: the literals first, then the expressions of the few entries that they belong to. Safe for concurrent use.</summary>
internal sealed class FailureMatcher
{
    private readonly IReadOnlyList<KnownText> _texts;
    private readonly BoundedExpression[] _patterns;
    private readonly LiteralAutomaton _literals;

    internal FailureMatcher(IReadOnlyList<KnownText> texts)
    {
        _texts = texts;
        _patterns = [.. texts.Select(t => new BoundedExpression(t.Pattern))];
        _literals = new LiteralAutomaton([.. texts.SelectMany((t, i) => t.Literals.Select(l => (l, i))), .. AlarmLine.Literals.Select(l => (l, texts.Count))]);
    }

    /// <summary>Entries that there are; their numbers are below.</summary>
    internal int Count => _texts.Count;

    /// <summary>The entry with that number.</summary>
    internal KnownText this[int number] => _texts[number];

    /// <summary>The expression of the entry with that number, as an automaton.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    /// <exception cref="NotSupportedException">It is none that reads in linear time.</exception>
    internal Regex Pattern(int number) => _patterns[number].Linear;

    /// <summary>The expression of the entry with that number, as lines are searched with it.</summary>
    internal BoundedExpression Expression(int number) => _patterns[number];

    /// <summary>What the bytes of a line may hold: numbers for <see cref="Match"/>; nothing means that neither a failure or sign nor an alarm is in it.</summary>
    internal void Prefilter(ReadOnlySpan<byte> line, List<int> candidates) => _literals.Find(line, candidates);

    /// <summary>Whether the candidates say that the line may be an alarm.</summary>
    internal bool MayBeAlarm(List<int> candidates) => candidates.Contains(_texts.Count);

    /// <summary>The failures and signs in a line, without those that only say less than another one of them.</summary>
    /// <param name="readings">The line, and what it is with its escapes taken away.</param>
    /// <param name="candidates">Of <see cref="Prefilter"/>.</param>
    /// <param name="found">Takes them; what it holds is forgotten.</param>
    internal void Match(LineReadings readings, List<int> candidates, List<FailureMatch> found)
    {
        found.Clear();
        foreach (int number in candidates)
        {
            if (number == _texts.Count)
            {
                continue;
            }

            for (int reading = 0; reading < readings.Count; reading++)
            {
                int index = _patterns[number].IndexIn(readings[reading]);
                if (index >= 0)
                {
                    found.Add(new FailureMatch(_texts[number], number, reading, index));
                    break;
                }
            }
        }

        if (found.Count > 1)
        {
            RemoveBroader(found);
        }
    }

    // Apart, so that its closure is made for lines with several only.
    private static void RemoveBroader(List<FailureMatch> found) =>
        found.RemoveAll(f => f.Text is KnownFailure { BroaderThan: { Count: > 0 } broader } && found.Exists(other => broader.Contains(other.Text.Id)));
}
