namespace Phoenix.Plans;

/// <summary>One step of a plan.</summary>
/// <param name="Name">Unique in its plan.</param>
/// <param name="Needs">The steps that must have succeeded before it starts.</param>
/// <param name="Timeout">Longest run; past it the step fails.</param>
/// <param name="Run">The work. Idempotent: it may be run again after a crash. What it throws is the reason it failed.</param>
public sealed record PlanStep(string Name, IReadOnlyList<string> Needs, TimeSpan Timeout, Func<CancellationToken, Task> Run);
