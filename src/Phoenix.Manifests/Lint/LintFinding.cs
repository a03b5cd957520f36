namespace Phoenix.Manifests.Lint;

/// <summary>What a rule found.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Place">Where.</param>
/// <param name="Message">What is wrong here, with its names and values and never with a secret's text: one sentence without a full stop.</param>
public sealed record LintFinding(LintRule Rule, LintPlace Place, string Message)
{
    /// <summary>The rule's severity, or a lower one where this case is less bad.</summary>
    public LintSeverity Severity { get; init; } = Rule.Severity;

    /// <summary>A change that surely repairs it; null when a person must decide.</summary>
    public LintFix? Fix { get; init; }

    /// <summary>Other places that it is about: the second of two that contradict each other.</summary>
    public IReadOnlyList<LintPlace> Related { get; init; } = [];
}
