namespace Phoenix.Diagnosis;

/// <summary>A known failure that was found.</summary>
/// <param name="Failure">The catalogue's entry.</param>
/// <param name="Count">In how many lines.</param>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
/// <param name="Quote">The first of them, without secrets, at most 300 characters around what was found.</param>
/// <param name="Causes">Ids of the failures, found as well, that it only follows from; empty for a cause.</param>
public sealed record ExplainedFailure(KnownFailure Failure, long Count, LinePlace First, LinePlace Last, string Quote, IReadOnlyList<string> Causes)
{
    /// <summary>Whether it only follows from another one that was found.</summary>
    public bool IsEcho => Causes.Count > 0;
}
