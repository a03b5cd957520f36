using Phoenix.Manifests.Lint.Reading;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Lint;

/// <summary>Runs rules over what was read.</summary>
public static class Linter
{
    /// <summary>The findings, in order of file, line and column, each once; those that a comment accepts are left out.</summary>
    /// <param name="set">What was read.</param>
    /// <param name="rules">The rules to run.</param>
    public static IReadOnlyList<LintFinding> Check(LintSet set, IEnumerable<LintRule> rules) => Check(set, rules, out _);

    /// <summary>The same, with what was accepted.</summary>
    /// <param name="set">What was read.</param>
    /// <param name="rules">The rules to run.</param>
    /// <param name="accepted">The findings that a comment with a reason accepts.</param>
    public static IReadOnlyList<LintFinding> Check(LintSet set, IEnumerable<LintRule> rules, out IReadOnlyList<LintFinding> accepted)
    {
        LintRule[] run = [.. rules];
        List<LintFinding> found = [.. run.SelectMany(r => r.Check(set)).DistinctBy(f => (f.Rule.Id, f.Place.File.Path, f.Place.Line, f.Place.Column, f.Message))];
        List<LintFinding> hidden = [];
        HashSet<(LintSuppression, string)> used = [];
        ILookup<(string, int), LintSuppression> comments = set.Suppressions.Where(s => s.Reason.Length > 0).ToLookup(s => (s.File.Path, s.Covers));
        foreach (LintFinding finding in found)
        {
            foreach (LintSuppression comment in comments[(finding.Place.File.Path, finding.Place.Line)].Where(c => c.Rules.Contains(finding.Rule.Id)))
            {
                used.Add((comment, finding.Rule.Id));
                hidden.Add(finding);
            }
        }

        found.RemoveAll(hidden.Contains);
        found.AddRange(OfComments(set, run, used));
        accepted = [.. Ordered(hidden.Distinct())];
        return [.. Ordered(found)];
    }

    // What is wrong with the comments themselves. A rule that did not run may have had something to accept.
    private static IEnumerable<LintFinding> OfComments(LintSet set, LintRule[] run, HashSet<(LintSuppression, string)> used)
    {
        LintFinding? Finding(string rule, LintSuppression comment, string message) =>
            run.FirstOrDefault(r => r.Id == rule) is LintRule found ? new LintFinding(found, comment.Place, message) : null;

        foreach (LintSuppression comment in set.Suppressions)
        {
            LintFinding?[] all =
            [
                comment.Rules.Count == 0 ? Finding(LintNotes.UnknownRule, comment, "this suppression names no rule: it accepts nothing") : null,
                comment.Rules.Count > 0 && comment.Reason.Length == 0 ? Finding(LintNotes.NoReason, comment, $"no reason is given for accepting {string.Join(", ", comment.Rules)}: it is not accepted") : null,
                .. comment.Rules.Where(r => LintRules.Find(r) is null)
                    .Select(r => Finding(LintNotes.UnknownRule, comment, $"there is no rule '{r}'{(NearestName.Of(r, LintRules.All.Select(a => a.Id)) is string near ? $"; did you mean '{near}'?" : "")}")),
                .. comment.Rules.Where(r => comment.Reason.Length > 0 && run.Any(a => a.Id == r) && !used.Contains((comment, r)))
                    .Select(r => Finding(LintNotes.Unused, comment, $"nothing of {r} is found there: the suppression can go")),
            ];
            foreach (LintFinding finding in all.OfType<LintFinding>())
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<LintFinding> Ordered(IEnumerable<LintFinding> findings) => findings
        .OrderBy(f => f.Place.File.Path, StringComparer.Ordinal).ThenBy(f => f.Place.Line).ThenBy(f => f.Place.Column).ThenBy(f => f.Rule.Id, StringComparer.Ordinal);
}
