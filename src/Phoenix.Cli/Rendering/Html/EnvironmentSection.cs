using Phoenix.Journal;

namespace Phoenix.Cli.Rendering.Html;

/// <summary>What the run was made with, and what it was asked for.</summary>
internal static class EnvironmentSection
{
    public static void Write(Markup page, Evidence evidence)
    {
        page.Open("section").Element("h2", "Environment").Element("h3", "Versions").Open("dl", ("class", "pairs"));
        foreach ((string name, string value) in evidence.Versions)
        {
            HtmlReport.Pair(page, name, value);
        }

        page.Close("dl").Element("h3", "Settings").Open("dl", ("class", "pairs"));
        foreach ((string name, string value) in evidence.Settings)
        {
            HtmlReport.Pair(page, name, value);
        }

        page.Close("dl").Element("h3", "Times").Open("dl", ("class", "pairs"));
        HtmlReport.Pair(page, "began", Figure.Time(evidence.StartedAt));
        HtmlReport.Pair(page, "ended", Figure.Time(evidence.FinishedAt));
        foreach ((string name, double value) in evidence.Waits)
        {
            HtmlReport.Pair(page, $"awaited: {name}", Wording.Seconds(value));
        }

        page.Close("dl").Close("section");
    }
}
