namespace Phoenix.Manifests.Yaml;

/// <summary>Keeps short texts that occur again and again once: most keys of manifests are the same few hundred. Not for more than one thread at a time.</summary>
internal sealed class TextPool
{
    private const int Longest = 64;
    private const int Most = 100_000;

    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> bySpan;

    /// <summary>Makes an empty one.</summary>
    public TextPool() => bySpan = known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The text as one string.</summary>
    public string Of(ReadOnlySpan<char> text)
    {
        if (text.Length > Longest)
        {
            return text.ToString();
        }

        return bySpan.TryGetValue(text, out string? same) ? same : Kept(text.ToString());
    }

    /// <summary>The same text, kept earlier or from now on.</summary>
    public string Of(string text) => text.Length > Longest ? text : known.TryGetValue(text, out string? same) ? same : Kept(text);

    private string Kept(string text)
    {
        if (known.Count < Most)
        {
            known[text] = text;
        }

        return text;
    }
}
