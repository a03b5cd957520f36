using Phoenix.Proof;

namespace Phoenix.Drills;

/// <summary>How a drill ended.</summary>
/// <param name="Verdict">The combined verdict; null when the drill was refused or stopped before anything was touched.</param>
/// <param name="ExitCode">The exit code that goes with it.</param>
/// <param name="Error">What stopped it, if something did.</param>
public sealed record DrillResult(Verdict? Verdict, int ExitCode, Exception? Error)
{
    /// <summary>Whether the run has no end yet and can be taken up again; it has no evidence then.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Something that does not touch the verdict but should be known; null for nothing.</summary>
    public string? Warning { get; init; }
}
