using System.Text;

namespace Phoenix.Diagnosis;

/// <summary>What one input holds: a count for each failure that was found in it.</summary>
internal sealed class SourceReading
{
    private readonly FailureMatcher _matcher;
    private readonly LineQuote _quotes;
    private readonly UnknownErrors _unknown;
    private readonly List<int> _candidates = [];
    private readonly Dictionary<string, FailureTally> _tallies = new(StringComparer.Ordinal);
    private byte[] _stripped = [];

    internal SourceReading(string name, bool failed, FailureMatcher matcher, LineQuote quotes, UnknownErrors unknown)
    {
        (Name, Failed) = (name, failed);
        (_matcher, _quotes, _unknown) = (matcher, quotes, unknown);
    }

    internal string Name { get; }

    /// <summary>Whether it was printed by something that is known to have failed.</summary>
    internal bool Failed { get; }

    /// <summary>Whether each line is an error, whatever it says.</summary>
    internal bool IsErrors { get; init; }

    internal IReadOnlyDictionary<string, FailureTally> Tallies => _tallies;

    /// <summary>A line, or a piece of one.</summary>
    internal void Take(ReadOnlySpan<byte> line, long number, bool isContinued, bool isCut)
    {
        if (LineText.NeedsStripping(line))
        {
            if (_stripped.Length < line.Length)
            {
                _stripped = new byte[Math.Max(line.Length, 4096)];
            }

            line = _stripped.AsSpan(0, LineText.Strip(line, _stripped));
        }

        _candidates.Clear();
        _matcher.Prefilter(line, _candidates);
        if (_candidates.Count > 0 || IsErrors)
        {
            Look(LineText.Of(line.TrimEnd("\r\n"u8)), number, isContinued, isCut);
        }
    }

    /// <summary>A line of text.</summary>
    internal void Take(string line, long number) => Take(Encoding.UTF8.GetBytes(line), number, isContinued: false, isCut: false);

    /// <summary>Whether a failure that was found in here is a fault.</summary>
    /// <param name="tally">The failure.</param>
    /// <param name="isAnywhere">Whether a failure was found in any of the inputs.</param>
    internal bool IsFault(FailureTally tally, Func<string, bool> isAnywhere) => tally.Failure.When.Count == 0 || tally.Failure.When.Any(c =>
        (c.Count is not int count || tally.Count >= count)
        && (c.Failed is not bool failed || failed == Failed)
        && (c.Later is not { } later || later.Any(id => _tallies.GetValueOrDefault(id) is { } other && other.Last >= tally.First))
        && (c.Anywhere is not { } anywhere || anywhere.Any(isAnywhere)));

    private void Look(string text, long number, bool isContinued, bool isCut)
    {
        IReadOnlyList<string> readings = LineText.Readings(text);
        List<FailureMatch> found = _matcher.Match(readings, _candidates);
        foreach (FailureMatch match in found)
        {
            if (_tallies.TryGetValue(match.Failure.Id, out FailureTally? tally))
            {
                tally.Add(number);
            }
            else
            {
                _tallies.Add(match.Failure.Id, new FailureTally(match.Failure, number, _quotes.Of(match.Text, match.Index, isContinued, isCut)));
            }
        }

        if (found.Count == 0 && (IsErrors || (_matcher.MayBeAlarm(_candidates) && AlarmLine.IsIn(readings))))
        {
            _unknown.Add(text, new LinePlace(Name, number), () => _quotes.Of(text, 0, isContinued, isCut));
        }
    }
}
