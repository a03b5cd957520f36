using Phoenix.Proof;

namespace Phoenix.Testing.Proof;

/// <summary>One transfer of a scenario.</summary>
/// <param name="Writer">Who sends it.</param>
/// <param name="Outcome">What its client learns.</param>
/// <param name="Commits">Whether the server commits it.</param>
/// <param name="Known">Whether the client learnt LSN and transaction of an attempt in doubt.</param>
public readonly record struct Step(int Writer, WriteOutcome Outcome, bool Commits, bool Known = true);
