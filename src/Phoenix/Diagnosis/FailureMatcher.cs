using System.Text.RegularExpressions;

namespace Phoenix.Diagnosis;

/// <summary>Finds known failures in one line: the literals first, then the expressions of the few entries that they belong to. Safe for concurrent use.</summary>
internal sealed class FailureMatcher
{
    private readonly IReadOnlyList<KnownFailure> _failures;
    private readonly BoundedExpression[] _patterns;
    private readonly LiteralAutomaton _literals;

    internal FailureMatcher(IReadOnlyList<KnownFailure> failures)
    {
        _failures = failures;
        _patterns = [.. failures.Select(f => new BoundedExpression(f.Pattern))];
        _literals = new LiteralAutomaton([.. failures.SelectMany((f, i) => f.Literals.Select(l => (l, i))), .. AlarmLine.Literals.Select(l => (l, failures.Count))]);
    }

    /// <summary>Entries that there are; their numbers are below.</summary>
    internal int Count => _failures.Count;

    /// <summary>The entry with that number.</summary>
    internal KnownFailure this[int number] => _failures[number];

    /// <summary>The expression of the entry with that number, as an automaton.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    /// <exception cref="NotSupportedException">It is none that reads in linear time.</exception>
    internal Regex Pattern(int number) => _patterns[number].Linear;

    /// <summary>The expression of the entry with that number, as lines are searched with it.</summary>
    internal BoundedExpression Expression(int number) => _patterns[number];

    /// <summary>What the bytes of a line may hold: numbers for <see cref="Match"/>; nothing means that neither a failure nor an alarm is in it.</summary>
    internal void Prefilter(ReadOnlySpan<byte> line, List<int> candidates) => _literals.Find(line, candidates);

    /// <summary>Whether the candidates say that the line may be an alarm.</summary>
    internal bool MayBeAlarm(List<int> candidates) => candidates.Contains(_failures.Count);

    /// <summary>The failures in a line, without those that only say less than another one of them.</summary>
    /// <param name="readings">The line, and what it is with its escapes taken away.</param>
    /// <param name="candidates">Of <see cref="Prefilter"/>.</param>
    /// <param name="found">Takes them; what it holds is forgotten.</param>
    internal void Match(LineReadings readings, List<int> candidates, List<FailureMatch> found)
    {
        found.Clear();
        foreach (int number in candidates)
        {
            if (number == _failures.Count)
            {
                continue;
            }

            for (int reading = 0; reading < readings.Count; reading++)
            {
                int index = _patterns[number].IndexIn(readings[reading]);
                if (index >= 0)
                {
                    found.Add(new FailureMatch(_failures[number], number, reading, index));
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
        found.RemoveAll(f => f.Failure.BroaderThan.Count > 0 && found.Exists(other => f.Failure.BroaderThan.Contains(other.Failure.Id)));
}
