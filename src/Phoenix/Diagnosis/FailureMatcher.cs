using System.Text.RegularExpressions;

namespace Phoenix.Diagnosis;

/// <summary>Finds known failures in one line: the literals first, then the expressions of the few entries that they belong to. Safe for concurrent use.</summary>
internal sealed class FailureMatcher
{
    // Linear in the length of the line, whatever stands in it: no input can make it hang.
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Multiline;

    private readonly IReadOnlyList<KnownFailure> _failures;
    private readonly Lazy<Regex>[] _patterns;
    private readonly LiteralAutomaton _literals;

    internal FailureMatcher(IReadOnlyList<KnownFailure> failures)
    {
        _failures = failures;
        _patterns = [.. failures.Select(f => new Lazy<Regex>(() => new Regex(f.Pattern, Linear)))];
        _literals = new LiteralAutomaton([.. failures.SelectMany((f, i) => f.Literals.Select(l => (l, i))), .. AlarmLine.Literals.Select(l => (l, failures.Count))]);
    }

    /// <summary>The expression of the entry with that number.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    /// <exception cref="NotSupportedException">It is none that reads in linear time.</exception>
    internal Regex Pattern(int number) => _patterns[number].Value;

    /// <summary>What the bytes of a line may hold: numbers for <see cref="Match"/>; nothing means that neither a failure nor an alarm is in it.</summary>
    internal void Prefilter(ReadOnlySpan<byte> line, List<int> candidates) => _literals.Find(line, candidates);

    /// <summary>Whether the candidates say that the line may be an alarm.</summary>
    internal bool MayBeAlarm(List<int> candidates) => candidates.Contains(_failures.Count);

    /// <summary>The failures in a line, without those that only say less than another one of them.</summary>
    /// <param name="readings">The line, and what it is with its escapes taken away.</param>
    /// <param name="candidates">Of <see cref="Prefilter"/>.</param>
    internal List<FailureMatch> Match(IReadOnlyList<string> readings, List<int> candidates)
    {
        List<FailureMatch> found = [];
        foreach (int number in candidates)
        {
            if (number == _failures.Count)
            {
                continue;
            }

            foreach (string reading in readings)
            {
                if (_patterns[number].Value.Match(reading) is { Success: true } match)
                {
                    found.Add(new FailureMatch(_failures[number], reading, match.Index));
                    break;
                }
            }
        }

        if (found.Count > 1)
        {
            found.RemoveAll(f => found.Exists(other => f.Failure.BroaderThan.Contains(other.Failure.Id)));
        }

        return found;
    }
}
