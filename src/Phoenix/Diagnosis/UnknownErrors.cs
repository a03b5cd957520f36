using System.Text;

namespace Phoenix.Diagnosis;

/// <summary>Groups errors that nobody knows by their form, in bounded memory: numbers and identifiers do not make another form.</summary>
internal sealed class UnknownErrors
{
    /// <summary>Forms that are kept; lines of others are only counted.</summary>
    internal const int MostForms = 200;

    private const int LongestForm = 200;
    private readonly Dictionary<string, (long Count, LinePlace First, LinePlace Last, string Quote)> _groups = new(StringComparer.Ordinal);

    /// <summary>Lines of forms that are not kept.</summary>
    internal long Beyond { get; private set; }

    /// <summary>The groups, the earliest first.</summary>
    internal IReadOnlyList<UnknownError> All => [.. _groups.Values.Select(g => new UnknownError(g.Count, g.First, g.Last, g.Quote))];

    /// <summary>Adds a line.</summary>
    /// <param name="text">The line.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="quote">Makes the quote of a line of a new form.</param>
    internal void Add(string text, LinePlace place, Func<string> quote)
    {
        string form = Form(text);
        if (_groups.TryGetValue(form, out (long Count, LinePlace First, LinePlace Last, string Quote) group))
        {
            _groups[form] = group with { Count = group.Count + (group.Last == place ? 0 : 1), Last = place };
        }
        else if (_groups.Count < MostForms)
        {
            _groups.Add(form, (1, place, place, quote()));
        }
        else
        {
            Beyond++;
        }
    }

    // A word with a digit in it stands for all such words.
    private static string Form(string text)
    {
        StringBuilder form = new(LongestForm);
        for (int i = 0; i < text.Length && form.Length < LongestForm;)
        {
            int start = i;
            bool hasDigit = false;
            while (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                hasDigit |= char.IsAsciiDigit(text[i++]);
            }

            if (hasDigit)
            {
                form.Append('0');
            }
            else
            {
                form.Append(text, start, i - start);
            }

            if (i < text.Length)
            {
                form.Append(text[i++]);
            }
        }

        return form.ToString();
    }
}
