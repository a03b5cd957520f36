using Phoenix.Drills;
using Phoenix.Journal;

namespace Phoenix.Checks.Rules;

/// <summary>The rules of the gate before a wipe, word for word: what a drill would judge at this moment, without closing a segment.</summary>
public sealed class GateRule : ICheckRule
{
    // As many as a drill lets wait before a wipe in mid-write.
    private static readonly int MostWaiting = new DrillSettings().MostWaitingSegments;

    /// <inheritdoc/>
    public string Name => "gate";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.Server is null)
        {
            return [CheckFinding.CouldNotTell(Name, "no running server: the gate's rules about it were not asked", "run the check where the server is") with { IsNote = true }];
        }

        ServerView view = evidence.Server.Value;
        return [.. SafeToBurn.EvaluateInstant(view.Gate, view.Archived, view.Flushed, MostWaiting).Select(r => Of(r, view))];
    }

    private CheckFinding Of(RuleOutcome rule, ServerView view)
    {
        string name = $"{Name}/{rule.Rule}";
        if (rule.Rule == "last-segment-same" && view.IsRecycled && rule.Passed)
        {
            // The server recycles what was archived only; the archived copy was read whole, and has the checksum that it was stored under.
            return CheckFinding.Safe(name, $"{view.Gate.Last.Name} was read back whole; the server has recycled its own copy");
        }

        return rule.Passed ? CheckFinding.Safe(name, rule.Detail) : CheckFinding.NotSafe(name, rule.Detail, "a wipe would be refused: mend what the rule names");
    }
}
