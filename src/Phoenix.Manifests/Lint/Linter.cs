namespace Phoenix.Manifests.Lint;

/// <summary>Runs rules over what was read.</summary>
public static class Linter
{
    /// <summary>The findings, in order of file, line and column, each once.</summary>
    public static IReadOnlyList<LintFinding> Check(LintSet set, IEnumerable<LintRule> rules) =>
    [
        .. rules.SelectMany(r => r.Check(set))
            .DistinctBy(f => (f.Rule.Id, f.Place.File.Path, f.Place.Line, f.Place.Column, f.Message))
            .OrderBy(f => f.Place.File.Path, StringComparer.Ordinal).ThenBy(f => f.Place.Line).ThenBy(f => f.Place.Column).ThenBy(f => f.Rule.Id, StringComparer.Ordinal),
    ];
}
