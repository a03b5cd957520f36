namespace Phoenix.Proof;

/// <summary>
/// One pure look at a history. A checker never answers <see cref="Verdict.Proven"/> about something that was not observed: what
/// is missing from the history is <see cref="Verdict.Inconclusive"/>. It may throw; the caller turns that into Inconclusive.
/// </summary>
public interface IChecker
{
    /// <summary>Stable lower-case name, used in evidence.</summary>
    string Name { get; }

    /// <summary>Looks at <paramref name="history"/>.</summary>
    Finding Check(History history);
}
