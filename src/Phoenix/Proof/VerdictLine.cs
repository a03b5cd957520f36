using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>The verdict in words; it never goes without the mode that it holds for.</summary>
public static class VerdictLine
{
    /// <summary>E.g. <c>Proven (planned wipe; RPO not tested)</c>.</summary>
    public static string For(Verdict verdict, History history)
    {
        string wipe = history.WipeAt == WipeMode.Quiesced ? "planned wipe" : "instant wipe";
        string target = history.Target.Kind switch
        {
            RecoveryTargetKind.Latest => "",
            RecoveryTargetKind.Immediate => "; to the backup's consistency point, rows after it left out on request",
            _ => $"; to {history.Target}, rows after it left out on request",
        };
        return $"{verdict} ({wipe}{target}; {Rpo(history)})";
    }

    // Only an instant wipe to the latest state can lose an acknowledged row by itself: anything else tells nothing about the RPO.
    private static string Rpo(History history) => history switch
    {
        { WipeAt: WipeMode.Quiesced } or { Target.Kind: not RecoveryTargetKind.Latest } => "RPO not tested",
        { Objectives.Rpo: Recovery.Rpo.Report } => "RPA reported, no RPO set",
        _ => $"RPO {history.Objectives.Rpo} tested",
    };
}
