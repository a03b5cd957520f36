using Phoenix.Proof;

namespace Phoenix.Journal;

/// <summary>Says what a verdict holds for: a verdict is never shown without it.</summary>
public static class VerdictMode
{
    /// <summary>E.g. <c>planned wipe; RPO not tested</c>.</summary>
    public static string Describe(WipeMode wipeAt, string rpo, string? sabotage)
    {
        string text = (wipeAt, rpo) switch
        {
            (WipeMode.Quiesced, _) => "planned wipe; RPO not tested",
            (_, "report") => "instant wipe; loss reported, no RPO set",
            (_, "0") => "instant wipe; RPO no row",
            _ => $"instant wipe; RPO {rpo}",
        };
        return sabotage is null ? text : $"{text}; sabotage: {sabotage}";
    }
}
