namespace Phoenix.Manifests.Lint;

/// <summary>A comment that accepts findings: <c># phoenix-lint: disable=RULE reason</c>.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The comment's line, from 1.</param>
/// <param name="Column">Where it begins, from 1.</param>
/// <param name="Covers">The line that it speaks of: its own when something stands before it, else the next that is no comment.</param>
/// <param name="Rules">The rules' ids.</param>
/// <param name="Reason">Why the finding is accepted; empty when none is given, and then it accepts nothing.</param>
public sealed record LintSuppression(LintFile File, int Line, int Column, int Covers, IReadOnlyList<string> Rules, string Reason)
{
    /// <summary>The place of the comment.</summary>
    public LintPlace Place => new(File, Line, Column);
}
