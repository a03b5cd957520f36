namespace Phoenix.Diagnosis;

/// <summary>Groups errors that nobody knows by their form, in bounded memory.</summary>
internal sealed class UnknownErrors
{
    /// <summary>Forms that are kept; lines of others are only counted.</summary>
    internal const int MostForms = 200;

    private readonly Dictionary<string, (long Count, LinePlace First, LinePlace Last, string Quote)> _groups = new(StringComparer.Ordinal);

    /// <summary>Lines of forms that are not kept.</summary>
    internal long Beyond { get; private set; }

    /// <summary>The groups, the earliest first.</summary>
    internal IReadOnlyList<UnknownError> All => [.. _groups.Values.Select(g => new UnknownError(g.Count, g.First, g.Last, g.Quote))];

    /// <summary>Adds what the next part of an input holds.</summary>
    /// <param name="source">Name of the input.</param>
    /// <param name="forms">What was found in that part.</param>
    /// <param name="quotes">Quotes the first line of each form.</param>
    internal void Add(string source, UnknownForms forms, LineQuote quotes)
    {
        foreach ((string form, FoundLines lines) in forms.All)
        {
            LinePlace first = new(source, lines.First);
            LinePlace last = new(source, lines.Last);
            if (_groups.TryGetValue(form, out (long Count, LinePlace First, LinePlace Last, string Quote) group))
            {
                _groups[form] = group with { Count = group.Count + lines.Count - (group.Last == first ? 1 : 0), Last = last };
            }
            else if (_groups.Count < MostForms)
            {
                _groups.Add(form, (lines.Count, first, last, lines.Quote(quotes)));
            }
            else
            {
                Beyond += lines.Pieces;
            }
        }
    }
}
