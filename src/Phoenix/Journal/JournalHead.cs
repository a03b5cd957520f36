namespace Phoenix.Journal;

/// <summary>Where a journal's chain ends.</summary>
/// <param name="Lines">Number of its last line, which is the number of lines; 0 for an empty journal.</param>
/// <param name="Sha256">SHA-256, lower-case hex, of that line without its newline; 64 zeros for an empty journal.</param>
public sealed record JournalHead(long Lines, string Sha256)
{
    /// <summary>The head of an empty journal.</summary>
    public static JournalHead Empty { get; } = new(0, new string('0', 64));
}
