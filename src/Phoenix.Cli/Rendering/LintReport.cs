using Phoenix.Manifests.Lint;

namespace Phoenix.Cli.Rendering;

/// <summary>What <c>phoenix lint</c> found.</summary>
/// <param name="Sets">What was read.</param>
/// <param name="Findings">The findings.</param>
/// <param name="Accepted">Those that a comment accepts.</param>
/// <param name="FailOn">From which severity on it fails.</param>
internal sealed record LintReport(IReadOnlyList<LintSet> Sets, IReadOnlyList<LintFinding> Findings, IReadOnlyList<LintFinding> Accepted, FailOn FailOn)
{
    /// <summary>Whether it fails.</summary>
    public bool Failed => Findings.Any(f => (int)f.Severity >= (int)FailOn);

    /// <summary>How many files were looked into.</summary>
    public int Files => Sets.Sum(s => s.Files);

    /// <summary>How many objects there are.</summary>
    public int Objects => Sets.Sum(s => s.Manifests.Count);

    /// <summary>Whether all was seen.</summary>
    public bool SeesAll => Sets.Where(s => s.Files > 0).All(s => s.SeesAll);

    /// <summary>How many findings there are of a severity.</summary>
    public int Count(LintSeverity severity) => Findings.Count(f => f.Severity == severity);

    /// <summary>The word for a severity.</summary>
    public static string Word(LintSeverity severity) => severity switch { LintSeverity.Error => "error", LintSeverity.Warning => "warning", _ => "info" };
}
