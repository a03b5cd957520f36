using System.Globalization;
using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Statistics;

namespace Phoenix.Cli.Rendering.Html;

/// <summary>The verdict with its mode, and the figures that everybody asks for first.</summary>
internal static class SummarySection
{
    public static void Write(Markup page, Evidence evidence, RunStatistics statistics)
    {
        page.Open("header", ("class", Figure.Class(evidence.Verdict)))
            .Open("h1").Element("span", evidence.Verdict.ToString(), ("class", "verdict")).Text(" ").Element("span", $"({evidence.Mode})", ("class", "mode")).Close("h1")
            .Element("p", $"Run {evidence.RunId} on stack {evidence.Stack}, {Figure.Time(evidence.StartedAt)}, {Wording.Seconds((evidence.FinishedAt - evidence.StartedAt).TotalSeconds)}; target {evidence.Target}");
        if (evidence.Sabotage is not null)
        {
            page.Element("p", $"A fault was planted on purpose: {evidence.Sabotage}.");
        }

        page.Open("dl", ("class", "cards"));
        int proven = evidence.Cycles.Count(c => c.Verdict == Verdict.Proven);
        Card(page, "Cycles Proven", string.Create(CultureInfo.InvariantCulture, $"{proven} of {Asked(evidence)}"), "a cycle that was not run proves nothing");
        Card(page, "RTA, worst", WorstRta(evidence), evidence.Objectives.RtoSeconds is double rto ? $"RTO {Wording.Seconds(rto)}" : "no RTO set");
        Card(page, "RPA, rows lost", Lost(evidence), evidence.Objectives.Rpo == "report" ? "no RPO set" : $"RPO {evidence.Objectives.Rpo}");
        Card(page, "Acknowledged writes", Acknowledged(evidence), "compared one by one");
        page.Close("dl");
        if (statistics.FailureRateBound is double bound)
        {
            page.Element("p", string.Create(
                CultureInfo.InvariantCulture,
                $"{Figure.Count(evidence.Cycles.Count, "cycle", "cycles")} Proven and no other: failure rate at most {bound:0.000} (95 %), for wipes drawn like these."));
        }

        page.Close("header");
    }

    private static string Asked(Evidence evidence) => evidence.Settings.GetValueOrDefault(SettingName.Cycles) ?? evidence.Cycles.Count.ToString(CultureInfo.InvariantCulture);

    // Unknown in one cycle is unknown in all: the worst of the known ones could be the better of two.
    private static string WorstRta(Evidence e) => e.Cycles.Count > 0 && e.Cycles.All(c => c.Rta is not null) ? Wording.Seconds(e.Cycles.Max(c => c.Rta!.Seconds)) : "unknown";

    private static string Lost(Evidence e) => Wording.Count(e.Cycles.Count > 0 && e.Cycles.All(c => c.Rpa is not null) ? e.Cycles.Sum(c => c.Rpa!.Rows) : null);

    private static string Acknowledged(Evidence e) => Wording.Count(e.Cycles.Count > 0 && e.Cycles.All(c => c.Ledger is not null) ? e.Cycles.Sum(c => c.Ledger!.Acknowledged) : null);

    private static void Card(Markup page, string name, string value, string note) =>
        page.Open("div").Element("dt", name).Element("dd", value).Element("dd", note, ("class", "note")).Close("div");
}
