namespace Phoenix.Proof;

/// <summary>What all checkers together say of one history.</summary>
/// <param name="Verdict">The worst finding; never Proven without a finding.</param>
/// <param name="Line">The verdict with its mode, e.g. <c>Proven (planned wipe; RPO not tested)</c>.</param>
/// <param name="Findings">One for each checker, in the order of the list.</param>
/// <param name="NotCovered">What nothing above speaks about, each once.</param>
public sealed record ExaminationResult(Verdict Verdict, string Line, IReadOnlyList<Finding> Findings, IReadOnlyList<string> NotCovered);
