namespace Phoenix.Diagnosis;

/// <summary>In which lines of one input a failure was found.</summary>
internal sealed class FailureTally(KnownFailure failure, long line, string quote)
{
    internal KnownFailure Failure { get; } = failure;

    internal string Quote { get; } = quote;

    internal long First { get; } = line;

    internal long Last { get; private set; } = line;

    internal long Count { get; private set; } = 1;

    /// <summary>Adds a line; a line that comes in pieces counts once.</summary>
    internal void Add(long line)
    {
        Count += line == Last ? 0 : 1;
        Last = line;
    }
}
