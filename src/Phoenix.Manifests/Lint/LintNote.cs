namespace Phoenix.Manifests.Lint;

/// <summary>Something about the reading itself that a rule of the engine reports.</summary>
/// <param name="Rule">The id of that rule.</param>
/// <param name="Place">Where.</param>
/// <param name="Message">What.</param>
public sealed record LintNote(string Rule, LintPlace Place, string Message);
