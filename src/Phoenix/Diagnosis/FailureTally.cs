namespace Phoenix.Diagnosis;

/// <summary>In which lines of one input a failure was found.</summary>
internal sealed class FailureTally(KnownFailure failure, FoundLines lines, string quote)
{
    internal KnownFailure Failure { get; } = failure;

    internal string Quote { get; } = quote;

    internal long First { get; } = lines.First;

    internal long Last { get; private set; } = lines.Last;

    internal long Count { get; private set; } = lines.Count;

    /// <summary>Adds lines further down; a line that comes in pieces counts once.</summary>
    internal void Add(FoundLines lines)
    {
        Count += lines.Count - (lines.First == Last ? 1 : 0);
        Last = lines.Last;
    }
}
