namespace Phoenix.Diagnosis;

/// <summary>What was found in a part of an input; what an input holds is put together from its parts, in their order.</summary>
/// <param name="failures">Entries that the catalogue has.</param>
internal sealed class LineFindings(int failures)
{
    private readonly FoundLines?[] _failures = new FoundLines?[failures];
    private readonly UnknownForms _unknown = new();

    /// <summary>Known failures, by their numbers.</summary>
    internal IEnumerable<(int Number, FoundLines Lines)> Failures => _failures.Index().Where(f => f.Item is not null).Select(f => (f.Index, f.Item!));

    /// <summary>Errors that nobody knows.</summary>
    internal UnknownForms Unknown => _unknown;

    /// <summary>Adds a line with a known failure.</summary>
    internal void Add(FailureMatch match, LineReadings readings, long line, bool isContinued, bool isCut)
    {
        ref FoundLines? lines = ref _failures[match.Number];
        if (lines is null)
        {
            lines = new FoundLines(line, new string(readings[match.Reading]), match.Index, isContinued, isCut);
        }
        else
        {
            lines.Add(line);
        }
    }

    /// <summary>Forgets all.</summary>
    internal void Clear()
    {
        Array.Clear(_failures);
        _unknown.Clear();
    }
}
