using System.Globalization;
using Phoenix.Journal;

namespace Phoenix.Cli.Rendering.Html;

/// <summary>One cycle in full: timeline, what failed, sentinels, database, findings, gate.</summary>
internal static class CycleSection
{
    public static void Write(Markup page, EvidenceCycle cycle, bool isOpen)
    {
        page.Open("section", ("class", "cycle"));
        _ = isOpen ? page.Open("details", ("open", "")) : page.Open("details");
        page.Open("summary").Open("h2").Text(string.Create(CultureInfo.InvariantCulture, $"Cycle {cycle.N} ")).Element("span", cycle.Verdict.ToString(), ("class", $"badge {Figure.Class(cycle.Verdict)}")).Close("h2").Close("summary");
        Timeline.Write(page, cycle);
        TroubleSection.Write(page, cycle);
        page.Element("h3", "Sentinels");
        if (cycle.Sentinels.Count == 0)
        {
            page.Element("p", "Not read.");
        }
        else
        {
            page.Open("ul", ("class", "sentinels"));
            foreach (SentinelResult sentinel in cycle.Sentinels)
            {
                string found = sentinel.Found?.ToString().ToLowerInvariant() ?? "not read";
                page.Open("li").Element("strong", sentinel.Name.ToString()).Text($" expected {sentinel.Expected.ToString().ToLowerInvariant()}, found {found}").Close("li");
            }

            page.Close("ul");
        }

        page.Element("h3", "Database").Open("dl", ("class", "pairs"));
        HtmlReport.Pair(page, "backup", cycle.BackupLabel ?? "none");
        HtmlReport.Pair(page, "recovery target", cycle.Target ?? "as asked for");
        if (cycle.Database is { } d)
        {
            HtmlReport.Pair(page, "system identifier", Figure.Known(d.SystemIdentifier));
            HtmlReport.Pair(page, "timeline", $"{Figure.Known(d.TimelineBefore)} to {Figure.Known(d.TimelineAfter)}");
            HtmlReport.Pair(page, "last acknowledged LSN", Figure.Known(d.LsnAcknowledged));
            HtmlReport.Pair(page, "replayed to LSN", Figure.Known(d.LsnReplayed));
        }

        HtmlReport.Pair(page, "published", cycle.Published ? "yes" : "no");
        page.Close("dl").Element("h3", "Findings").Open("dl", ("class", "findings"));
        foreach (EvidenceFinding finding in cycle.Findings.OrderByDescending(f => f.Verdict))
        {
            page.Open("div").Open("dt").Text(finding.Checker + " ").Element("span", finding.Verdict.ToString(), ("class", $"badge {Figure.Class(finding.Verdict)}")).Close("dt").Element("dd", finding.Detail).Close("div");
        }

        page.Close("dl");
        if (cycle.Gate is { } gate)
        {
            page.Element("h3", gate.Passed ? "Safe-to-burn gate: passed" : "Safe-to-burn gate: did not pass").Open("dl", ("class", "findings"));
            foreach (RuleOutcome rule in gate.Rules)
            {
                page.Open("div").Open("dt").Text(rule.Rule + " ").Element("span", rule.Passed ? "holds" : "does not hold", ("class", $"badge {(rule.Passed ? "ok" : "refuted")}")).Close("dt").Element("dd", rule.Detail).Close("div");
            }

            page.Close("dl");
        }

        page.Close("details").Close("section");
    }
}
