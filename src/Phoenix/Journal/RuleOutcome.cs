namespace Phoenix.Journal;

/// <summary>One rule of the safe-to-burn gate, as it was evaluated.</summary>
/// <param name="Rule">The rule's stable name.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Detail">What was compared and what was seen.</param>
public sealed record RuleOutcome(string Rule, bool Passed, string Detail);
