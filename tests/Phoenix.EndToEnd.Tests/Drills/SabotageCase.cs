using Phoenix.Proof;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>What a sabotaged drill must end with.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Verdict">Its verdict; never Proven.</param>
/// <param name="Checker">The checker, or the step that failed, which must name the cause.</param>
/// <param name="Cause">What it must say.</param>
internal sealed record SabotageCase(int ExitCode, Verdict Verdict, string Checker, string Cause)
{
    /// <summary>Keys of objects that the sabotage itself adds after the cut-off; null for none.</summary>
    public string? AddedAfterCut { get; init; }
}
