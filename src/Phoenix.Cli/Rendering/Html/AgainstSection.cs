using System.Globalization;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Proof;

namespace Phoenix.Cli.Rendering.Html;

/// <summary>Everything that speaks against the run, gathered from all cycles, before anything that speaks for it.</summary>
internal static class AgainstSection
{
    public static void Write(Markup page, Evidence evidence)
    {
        List<(string Where, string Class, string What)> against = [.. evidence.Cycles.SelectMany(Of)];
        page.Open("section").Element("h2", "What speaks against it");
        if (against.Count == 0)
        {
            page.Element("p", evidence.Verdict == Verdict.Proven
                ? "Nothing on record: no finding, no gate rule, no step and no layer of any cycle."
                : "No finding; but the run did not do all that it was asked for, and what was not done is not proven.");
        }
        else
        {
            page.Open("ul", ("class", "against"));
            foreach ((string where, string style, string what) in against)
            {
                page.Open("li", ("class", style)).Element("strong", where).Element("span", $": {what}").Close("li");
            }

            page.Close("ul");
        }

        page.Close("section");
    }

    private static IEnumerable<(string, string, string)> Of(EvidenceCycle cycle)
    {
        string where = string.Create(CultureInfo.InvariantCulture, $"cycle {cycle.N}");
        foreach (EvidenceFinding finding in cycle.Findings.Where(f => f.Verdict != Verdict.Proven).OrderByDescending(f => f.Verdict))
        {
            yield return ($"{where}, {finding.Checker}", Figure.Class(finding.Verdict), $"{finding.Verdict}: {finding.Detail}");
        }

        foreach (RuleOutcome rule in (cycle.Gate?.Rules ?? []).Where(r => !r.Passed))
        {
            yield return ($"{where}, gate rule {rule.Rule}", "inconclusive", $"does not hold: {rule.Detail}");
        }

        // A step's reason, and that of a discarded rebirth, often is what a finding has said in full already.
        foreach (EvidenceStep step in cycle.Steps.Where(s => s.State != StepState.Succeeded && !IsSaid(s.Reason, cycle.Findings.Select(f => f.Detail))))
        {
            yield return ($"{where}, step {step.Name}", Figure.Class(step.State), Figure.Ended(step.State, step.Reason)!);
        }

        foreach (EvidenceLayer layer in cycle.Layers.Where(l => l.State != StepState.Succeeded))
        {
            yield return ($"{where}, layer {layer.Name}", Figure.Class(layer.State), Figure.Ended(layer.State, layer.Reason)!);
        }

        foreach (string reason in cycle.Discarded.Where(r => !IsSaid(r, cycle.Findings.Select(f => f.Detail))))
        {
            yield return ($"{where}, a rebirth was destroyed unpublished", "inconclusive", reason);
        }

        if (cycle.Findings.Count == 0)
        {
            yield return (where, "inconclusive", "no checker looked");
        }
    }

    private static bool IsSaid(string? reason, IEnumerable<string> details) => reason is not null && details.Any(d => d.Contains(reason, StringComparison.Ordinal));
}
