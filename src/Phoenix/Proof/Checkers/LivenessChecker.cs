using Phoenix.Recovery;

namespace Phoenix.Proof.Checkers;

/// <summary>The reborn server reads, writes and archives again.</summary>
public sealed class LivenessChecker : IChecker
{
    // The smallest segments have the most numbers, so their rule reads the names of all sizes.
    private const uint SmallestSegment = 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "liveness";

    /// <inheritdoc/>
    public Finding Check(History history)
    {
        var finding = new FindingBuilder(Name);
        finding.DoubtIf(history.Reborn is null, "the reborn server was not observed");
        finding.DoubtIf(history.Wipe is null, "the wipe was not observed");
        if (history.Liveness is not LivenessObservation liveness)
        {
            finding.Doubt("reading, writing and archiving were not tried");
            return finding.Build("");
        }

        CheckMoment(finding, "read", liveness.ReadAt, history.Wipe);
        CheckMoment(finding, "write", liveness.WrittenAt, history.Wipe);
        if (liveness.ArchivedSegment is null)
        {
            finding.Refute("no new segment was listed in the repository");
        }
        else if (history.Reborn is ServerObservation reborn
            && (!WalSegment.TryParse(liveness.ArchivedSegment, SmallestSegment, out WalSegment segment) || segment.Timeline != reborn.Timeline))
        {
            finding.Refute($"'{liveness.ArchivedSegment}' is no segment of the reborn timeline {reborn.Timeline}");
        }

        return finding.Build($"read at {liveness.ReadAt:O}, written at {liveness.WrittenAt:O}, archived {liveness.ArchivedSegment}");
    }

    private static void CheckMoment(FindingBuilder finding, string what, DateTimeOffset? moment, WipeObservation? wipe)
    {
        finding.RefuteIf(moment is null, $"no {what} succeeded");
        finding.RefuteIf(moment <= wipe?.EndedAt, $"the {what} came before the wipe had ended: another server answered");
    }
}
