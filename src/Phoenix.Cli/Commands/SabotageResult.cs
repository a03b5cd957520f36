using Phoenix.Proof;

namespace Phoenix.Cli.Commands;

/// <summary>How one sabotage ended.</summary>
/// <param name="Name">The sabotage.</param>
/// <param name="Verdict">The verdict that was sealed; null when there is none.</param>
/// <param name="ExitCode">What its drill alone would have ended with.</param>
/// <param name="Caught">Whether it broke something, and what was to catch it named the cause.</param>
/// <param name="CaughtBy">The checker or step that it fell to; the one that missed it when it was not caught.</param>
/// <param name="Cause">What that said, or why it does not count.</param>
/// <param name="Run">Its run; null when there is none.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record SabotageResult(string Name, Verdict? Verdict, int ExitCode, bool Caught, string CaughtBy, string Cause, string? Run, double Seconds);
