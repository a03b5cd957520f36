namespace Phoenix.Diagnosis;

/// <summary>What one input holds: a count for each failure and sign that was found in it.</summary>
/// <param name="name">Its name.</param>
/// <param name="failed">Whether it was printed by something that is known to have failed.</param>
/// <param name="matcher">Knows the failures.</param>
/// <param name="quotes">Quotes the first line of each.</param>
/// <param name="unknown">Takes the errors that nobody knows.</param>
internal sealed class SourceReading(string name, bool failed, FailureMatcher matcher, LineQuote quotes, UnknownErrors unknown)
{
    private readonly Dictionary<string, FailureTally> _tallies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Count, long Last)> _signs = new(StringComparer.Ordinal);

    internal string Name => name;

    internal IReadOnlyDictionary<string, FailureTally> Tallies => _tallies;

    /// <summary>Adds what the next part of the input holds.</summary>
    internal void Add(LineFindings findings)
    {
        foreach ((int number, FoundLines lines) in findings.Failures)
        {
            if (matcher[number] is not KnownFailure failure)
            {
                (long count, long last) = _signs.GetValueOrDefault(matcher[number].Id);
                _signs[matcher[number].Id] = (count + lines.Count - (lines.First == last ? 1 : 0), lines.Last);
            }
            else if (_tallies.TryGetValue(failure.Id, out FailureTally? tally))
            {
                tally.Add(lines);
            }
            else
            {
                _tallies.Add(failure.Id, new FailureTally(failure, lines, lines.Quote(quotes)));
            }
        }

        unknown.Add(name, findings.Unknown, quotes);
    }

    /// <summary>Whether a failure that was found in here is a fault.</summary>
    /// <param name="tally">The failure.</param>
    /// <param name="isAnywhere">Whether a failure was found in any of the inputs.</param>
    internal bool IsFault(FailureTally tally, Func<string, bool> isAnywhere) => tally.Failure.When.Count == 0 || tally.Failure.When.Any(c =>
        (c.Count is not int count || tally.Count >= count)
        && (c.Failed is not bool meant || meant == failed)
        && (c.Later is not { } later || later.Any(id => _tallies.GetValueOrDefault(id) is { } other && other.Last >= tally.First))
        && (c.Anywhere is not { } anywhere || anywhere.Any(isAnywhere))
        && (c.MoreThan is not { } more || tally.Count > more.Sum(id => _signs.GetValueOrDefault(id).Count))
        && (c.UnlessLater is not { } unless || !unless.Any(id => _signs.TryGetValue(id, out (long Count, long Last) sign) && sign.Last >= tally.Last)));
}
