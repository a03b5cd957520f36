namespace Phoenix.Journal;

/// <summary>The safe-to-burn gate of one cycle.</summary>
/// <param name="Passed">Whether all rules held.</param>
/// <param name="Rules">The rules.</param>
public sealed record EvidenceGate(bool Passed, IReadOnlyList<RuleOutcome> Rules);
