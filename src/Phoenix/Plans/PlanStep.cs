namespace Phoenix.Plans;

/// <summary>One step of a plan.</summary>
/// <param name="Name">Unique in its plan.</param>
/// <param name="Needs">The steps that must have succeeded, or been skipped, before it starts.</param>
/// <param name="Timeout">Longest run; past it the step fails.</param>
/// <param name="Run">The work. Idempotent: it may be run again after a crash. What it throws is the reason it failed.</param>
public sealed record PlanStep(string Name, IReadOnlyList<string> Needs, TimeSpan Timeout, Func<CancellationToken, Task> Run)
{
    /// <summary>Why nothing has to be done for it, e.g. because it was done before a crash: it runs, to look that this still holds, and ends Skipped. Null for a step to be done.</summary>
    public string? DoneBefore { get; init; }

    /// <summary>Whether it runs even where what it needs has failed: destroying goes on.</summary>
    public bool Regardless { get; init; }
}
