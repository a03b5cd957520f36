using System.Globalization;
using Phoenix.Journal;
using Phoenix.Statistics;

namespace Phoenix.Cli.Rendering.Html;

/// <summary>The evidence of a run as one page that needs nothing else: no network, no script, no file beside it.</summary>
public static class HtmlReport
{
    /// <summary>Name of the file in a run's folder.</summary>
    public const string FileName = "report.html";

    // Nothing may be loaded from anywhere and no script runs, even if a value slipped through unencoded.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    /// <summary>Makes the page.</summary>
    public static string Render(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        RunStatistics statistics = RunStatistics.Of(evidence);
        Markup page = new Markup().Begin().Open("html", ("lang", "en")).Open("head")
            .Open("meta", ("charset", "utf-8"))
            .Open("meta", ("http-equiv", "Content-Security-Policy"), ("content", Policy))
            .Open("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
            .Open("meta", ("name", "color-scheme"), ("content", "light dark"))
            .Element("title", $"{evidence.Verdict} ({evidence.Mode}): run {evidence.RunId}")
            .Style(PageStyle.Css)
            .Close("head").Open("body").Open("main");
        SummarySection.Write(page, evidence, statistics);
        AgainstSection.Write(page, evidence);
        List(page, "Not checked", "Nothing is said of these, whatever the verdict.", evidence.NotCovered);
        MultiplesSection.Write(page, evidence);
        StatisticsSection.Write(page, statistics);
        LedgerSection.Write(page, evidence);
        foreach (EvidenceCycle cycle in evidence.Cycles)
        {
            CycleSection.Write(page, cycle, isOpen: evidence.Cycles.Count <= 3 || cycle.Verdict != Proof.Verdict.Proven || cycle == evidence.Cycles[^1]);
        }

        EnvironmentSection.Write(page, evidence);
        StandardsSection.Write(page, evidence);
        Seal(page, evidence);
        return page.Close("main").Close("body").Close("html").ToString();
    }

    private static void List(Markup page, string title, string lead, IReadOnlyList<string> items)
    {
        page.Open("section").Element("h2", title).Element("p", lead).Open("ul");
        foreach (string item in items)
        {
            page.Element("li", item);
        }

        page.Close("ul").Close("section");
    }

    private static void Seal(Markup page, Evidence evidence)
    {
        page.Open("section").Element("h2", "Seal")
            .Open("p").Text("This page was made from evidence.json, and that file is the record. Check it with ")
            .Element("code", $"phoenix verify {evidence.RunId}")
            .Text(". A hash that its owner can recompute is an integrity check, no proof to an auditor.").Close("p").Open("dl", ("class", "pairs"));
        Pair(page, "sha256", evidence.Seal?.Sha256 ?? "not sealed");
        Pair(page, "run before", evidence.Previous ?? "none");
        Pair(page, "journal", string.Create(CultureInfo.InvariantCulture, $"{evidence.Journal.Lines} lines, last {evidence.Journal.Sha256}"));
        page.Close("dl").Close("section");
    }

    /// <summary>A name and its value.</summary>
    internal static void Pair(Markup page, string name, string value) => page.Open("div").Element("dt", name).Element("dd", value).Close("div");
}
