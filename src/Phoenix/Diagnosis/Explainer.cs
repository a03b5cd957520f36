namespace Phoenix.Diagnosis;

/// <summary>
/// Reads logs, line by line and in bounded memory, and tells what of them the catalogue knows. What it does not know is shown as unknown; nothing is
/// guessed. Not safe for concurrent use.
/// </summary>
/// <param name="catalogue">What is known.</param>
/// <param name="redact">Takes known secrets out of a text that will be shown; null when none is known.</param>
public sealed class Explainer(FailureCatalogue catalogue, Func<string, string>? redact = null)
{
    private readonly LineQuote _quotes = new(redact);
    private readonly UnknownErrors _unknown = new();
    private readonly List<SourceReading> _readings = [];
    private readonly List<ExplainedSource> _sources = [];

    /// <summary>Reads an input to its end.</summary>
    /// <param name="name">Its name, as it is shown.</param>
    /// <param name="input">The input; UTF-8, or anything else in which ASCII can be found.</param>
    /// <param name="failed">Whether it was printed by something that is known to have failed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task ReadAsync(string name, Stream input, bool failed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        LineBlocks blocks = new(input);
        await new BlockScans(Begin(name, failed), catalogue.Matcher).ReadAsync(blocks, cancellationToken);
        _sources.Add(new ExplainedSource(name, blocks.Lines, blocks.Length));
    }

    /// <summary>Reads errors that somebody has already; one in which nothing is known counts as unknown, whatever it says.</summary>
    /// <param name="name">Where they are from.</param>
    /// <param name="lines">Each with its number.</param>
    public void ReadErrors(string name, IEnumerable<(long Number, string Text)> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        LineScanner scanner = new(catalogue.Matcher, isErrors: true);
        long count = 0;
        long length = 0;
        foreach ((long number, string text) in lines)
        {
            scanner.Take(text, number);
            count++;
            length += text.Length;
        }

        Begin(name, failed: true).Add(scanner.Findings);
        _sources.Add(new ExplainedSource(name, count, length));
    }

    /// <summary>What was found in all that was read.</summary>
    public Explanation Explain()
    {
        HashSet<string> seen = [.. _readings.SelectMany(r => r.Tallies.Keys)];
        List<KnownFailure> ordered = [.. catalogue.All.Where(f => seen.Contains(f.Id))];
        HashSet<string> faults = [.. ordered.Where(f => _readings.Any(r => r.Tallies.GetValueOrDefault(f.Id) is { } t && r.IsFault(t, seen.Contains))).Select(f => f.Id)];
        List<ExplainedFailure> all = [.. ordered.Select(f => Merge(f, faults))];
        return new Explanation(
            [.. _sources],
            [.. all.Where(f => faults.Contains(f.Failure.Id)).OrderBy(f => f.IsEcho).ThenBy(f => f.Failure.Severity).ThenBy(f => SourceIndex(f.First)).ThenBy(f => f.First.Line)],
            [.. all.Where(f => !faults.Contains(f.Failure.Id))],
            _unknown.All,
            _unknown.Beyond);
    }

    private SourceReading Begin(string name, bool failed)
    {
        SourceReading reading = new(name, failed, catalogue.Matcher, _quotes, _unknown);
        _readings.Add(reading);
        return reading;
    }

    private ExplainedFailure Merge(KnownFailure failure, HashSet<string> faults)
    {
        (string Name, FailureTally Tally)[] parts = [.. _readings.Where(r => r.Tallies.ContainsKey(failure.Id)).Select(r => (r.Name, r.Tallies[failure.Id]))];
        string[] causes = faults.Contains(failure.Id)
            ? [.. faults.Where(id => id != failure.Id && failure.EchoOf.Any(reference => FailureCatalogue.IsMeant(reference, id)))]
            : [];
        return new ExplainedFailure(
            failure,
            parts.Sum(p => p.Tally.Count),
            new LinePlace(parts[0].Name, parts[0].Tally.First),
            new LinePlace(parts[^1].Name, parts[^1].Tally.Last),
            parts[0].Tally.Quote,
            causes);
    }

    private int SourceIndex(LinePlace place) => _readings.FindIndex(r => r.Name == place.Source);
}
