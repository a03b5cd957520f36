namespace Phoenix.Drills;

/// <summary>One rule of the gate with what it saw.</summary>
/// <param name="Rule">Stable name.</param>
/// <param name="Passed">Whether it holds.</param>
/// <param name="Detail">What was compared.</param>
public sealed record GateRule(string Rule, bool Passed, string Detail);
