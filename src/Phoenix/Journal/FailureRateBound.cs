using Phoenix.Proof;

namespace Phoenix.Journal;

/// <summary>How much N Proven cycles say about the next wipe.</summary>
public static class FailureRateBound
{
    /// <summary>
    /// The highest failure rate that N Proven cycles in a row do not rule out with 95 % confidence, 1 - 0.05^(1/N), for wipes drawn like these; null
    /// unless there are cycles and every one is Proven.
    /// </summary>
    public static double? Of(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        bool proven = evidence.Verdict is Verdict.Proven && evidence.Cycles.Count > 0 && evidence.Cycles.All(c => c.Verdict is Verdict.Proven);
        return proven ? 1 - Math.Pow(0.05, 1.0 / evidence.Cycles.Count) : null;
    }
}
