using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Rules.Crunchy;

namespace Phoenix.Tests.Lint.Rules.Crunchy;

/// <summary>Asks what the rules of this family, and no other, find.</summary>
internal static class Clusters
{
    private static readonly LintRule[] Family = [.. LintRules.All.Where(r => r.GetType().Namespace == typeof(PgoCluster).Namespace)];

    /// <summary>The ids of the findings in one text, each once, in their order.</summary>
    public static string[] Ids(string text) => [.. Linter.Check(LintReader.Read(LintExample.Yaml(text)), Family).Select(f => f.Rule.Id).Distinct()];

    /// <summary>The findings in one text.</summary>
    public static IReadOnlyList<LintFinding> Findings(string text) => Linter.Check(LintReader.Read(LintExample.Yaml(text)), Family);

    /// <summary>The good cluster with texts changed everywhere.</summary>
    public static string Changed(params (string Old, string New)[] changes) => changes.Aggregate(CrunchyExamples.Restored, (text, change) =>
        text.Contains(change.Old, StringComparison.Ordinal) ? text.Replace(change.Old, change.New, StringComparison.Ordinal) : throw new ArgumentException($"there is no '{change.Old}'"));

    /// <summary>The good cluster with a text changed in the restore's part only.</summary>
    public static string InSource(string old, string changed) => First(CrunchyExamples.Restored, old, changed);

    /// <summary>A text with the first occurrence of another changed.</summary>
    public static string First(string text, string old, string changed)
    {
        int at = text.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? throw new ArgumentException($"there is no '{old}'") : text[..at] + changed + text[(at + old.Length)..];
    }
}
