namespace Phoenix.Diagnosis;

/// <summary>What was found in some inputs.</summary>
/// <param name="Sources">What was read, in order.</param>
/// <param name="Failures">Known failures: causes before echoes, the worst first, then the earliest.</param>
/// <param name="Notes">Known texts whose condition does not hold: healthy runs print them, too.</param>
/// <param name="Unknown">Errors that nobody knows, the earliest first.</param>
/// <param name="UnknownBeyond">Lines with unknown errors of still other forms, which are only counted.</param>
public sealed record Explanation(
    IReadOnlyList<ExplainedSource> Sources,
    IReadOnlyList<ExplainedFailure> Failures,
    IReadOnlyList<ExplainedFailure> Notes,
    IReadOnlyList<UnknownError> Unknown,
    long UnknownBeyond)
{
    /// <summary>Whether nothing was found that is, or may be, a fault.</summary>
    public bool IsClean => Failures.Count == 0 && Unknown.Count == 0 && UnknownBeyond == 0;
}
