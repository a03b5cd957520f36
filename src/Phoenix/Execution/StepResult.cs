namespace Phoenix.Execution;

/// <summary>How one step of a plan ended.</summary>
/// <param name="Name">The step.</param>
/// <param name="State">Its final state.</param>
/// <param name="Reason">Why, for anything but <see cref="StepState.Succeeded"/>.</param>
/// <param name="Duration">How long it ran.</param>
/// <param name="Error">What it threw, if it did.</param>
public sealed record StepResult(string Name, StepState State, string? Reason, TimeSpan Duration, Exception? Error = null);
