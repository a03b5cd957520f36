namespace Phoenix.Checks;

/// <summary>What one rule of a check says. Never holds a secret.</summary>
/// <param name="Rule">The rule's stable name.</param>
/// <param name="State">What it says.</param>
/// <param name="Detail">What was compared and what was seen: the evidence.</param>
/// <param name="Fix">What to do; null when it is as it must be.</param>
public sealed record CheckFinding(string Rule, CheckState State, string Detail, string? Fix = null)
{
    /// <summary>Whether it only informs: it does not decide whether a rebirth would work now.</summary>
    public bool IsNote { get; init; }

    /// <summary>Looked at, and it holds.</summary>
    public static CheckFinding Safe(string rule, string detail) => new(rule, CheckState.Safe, detail);

    /// <summary>Looked at, and it does not hold.</summary>
    public static CheckFinding NotSafe(string rule, string detail, string fix) => new(rule, CheckState.NotSafe, detail, fix);

    /// <summary>It could not be told.</summary>
    public static CheckFinding CouldNotTell(string rule, string detail, string fix) => new(rule, CheckState.CouldNotTell, detail, fix);
}
