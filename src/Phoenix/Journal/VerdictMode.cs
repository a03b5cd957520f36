using Phoenix.Proof;

namespace Phoenix.Journal;

/// <summary>What a verdict holds for, in the words of <see cref="VerdictLine"/>: a verdict is never shown without it.</summary>
internal static class VerdictMode
{
    /// <summary>E.g. <c>planned wipe; RPO not tested</c>.</summary>
    /// <param name="wipeAt">When the wipe hit.</param>
    /// <param name="target">The target in the command line's spelling.</param>
    /// <param name="rpo">The RPO in evidence's spelling.</param>
    /// <param name="sabotage">The planted fault; null for none.</param>
    public static string Describe(WipeMode wipeAt, string target, string rpo, string? sabotage)
    {
        string wipe = wipeAt == WipeMode.Quiesced ? "planned wipe" : "instant wipe";
        bool latest = target.Split([',', '='], 2)[0] == "latest";
        string end = (latest, target.StartsWith("immediate", StringComparison.Ordinal)) switch
        {
            (true, _) => "",
            (_, true) => "; to the backup's consistency point, rows after it left out on request",
            _ => $"; to {target}, rows after it left out on request",
        };
        string tested = (wipeAt, latest, rpo) switch
        {
            (WipeMode.Quiesced, _, _) or (_, false, _) => "RPO not tested",
            (_, _, "report") => "RPA reported, no RPO set",
            _ => $"RPO {rpo} tested",
        };
        return $"{wipe}{end}; {tested}" + (sabotage is null ? "" : $"; sabotage: {sabotage}");
    }
}
