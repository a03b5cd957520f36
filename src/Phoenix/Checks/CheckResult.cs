namespace Phoenix.Checks;

/// <summary>What a check found.</summary>
/// <param name="Evidence">What was looked at.</param>
/// <param name="Findings">What the rules say of it, in the order of the rules.</param>
public sealed record CheckResult(CheckEvidence Evidence, IReadOnlyList<CheckFinding> Findings)
{
    /// <summary>The worst finding that decides; "could not tell" when none does.</summary>
    public CheckState State => Findings.Where(f => !f.IsNote).Select(f => f.State).DefaultIfEmpty(CheckState.CouldNotTell).Max();
}
