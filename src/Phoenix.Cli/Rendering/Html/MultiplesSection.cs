using System.Globalization;
using Phoenix.Journal;

namespace Phoenix.Cli.Rendering.Html;

/// <summary>The cycles side by side, as small pictures on one scale: a cycle that was slow or stopped early stands out.</summary>
internal static class MultiplesSection
{
    private const double Width = 200;

    public static void Write(Markup page, Evidence evidence)
    {
        if (evidence.Cycles.Count == 0)
        {
            return;
        }

        double longest = evidence.Cycles.Max(c => Span(c).Seconds);
        page.Open("section").Element("h2", "Cycles").Open("p")
            .Text("One scale for all: the full width is ").Element("strong", Wording.Seconds(Math.Round(longest, 1))).Text(". Above the line the steps, below it the RTA. ");
        foreach (string phase in (string[])["prepare", "wipe", "create", "prove", "rta"])
        {
            page.Open("span", ("class", $"key {phase}")).Close("span").Text($" {(phase == "rta" ? "RTA" : phase)} ");
        }

        page.Close("p").Open("div", ("class", "multiples"));
        foreach (EvidenceCycle cycle in evidence.Cycles)
        {
            Panel(page, cycle, longest);
        }

        page.Close("div").Close("section");
    }

    /// <summary>Which part of the protocol a step belongs to.</summary>
    public static string Phase(string step) => step switch
    {
        "wipe" => "wipe",
        "create" => "create",
        "compare" or "publish" or "verify" => "prove",
        _ => "prepare",
    };

    /// <summary>When the first of a cycle's steps began, and how long it is until the last ended.</summary>
    public static (DateTimeOffset Begin, double Seconds) Span(EvidenceCycle cycle)
    {
        List<(DateTimeOffset At, double Seconds)> all =
            [.. cycle.Steps.Select(s => (s.StartedAt, s.Seconds ?? 0)), .. cycle.Layers.Select(l => (l.StartedAt, l.Seconds ?? 0))];
        if (all.Count == 0)
        {
            return (default, 0);
        }

        DateTimeOffset begin = all.Min(a => a.At);
        return (begin, all.Max(a => (a.At - begin).TotalSeconds + a.Seconds));
    }

    private static void Panel(Markup page, EvidenceCycle cycle, double longest)
    {
        (DateTimeOffset begin, _) = Span(cycle);
        double scale = longest > 0 ? Width / longest : 0;
        string name = string.Create(CultureInfo.InvariantCulture, $"cycle {cycle.N}");
        page.Open("figure", ("class", Figure.Class(cycle.Verdict)))
            .Open("figcaption").Element("strong", name).Text(" ").Element("span", cycle.Verdict.ToString(), ("class", "badge")).Close("figcaption")
            .Open("svg", ("viewBox", $"0 0 {Figure.Number(Width)} 26"), ("preserveAspectRatio", "none"), ("role", "img"), ("aria-label", $"{name}: RTA {Wording.Seconds(cycle.Rta?.Seconds)}"));
        foreach (EvidenceStep step in cycle.Steps)
        {
            Bar(page, Phase(step.Name), (step.StartedAt - begin).TotalSeconds * scale, (step.Seconds ?? 0) * scale, 2, 14);
        }

        if (cycle.Rta is { } rta && cycle.Steps.FirstOrDefault(s => s.Name == "wipe") is { } wipe)
        {
            Bar(page, "rta", (wipe.StartedAt - begin).TotalSeconds * scale, rta.Seconds * scale, 19, 5);
        }

        page.Close("svg").Element("p", $"RTA {Wording.Seconds(cycle.Rta?.Seconds)}; {Wording.Count(cycle.Ledger?.Lost)} lost of {Wording.Count(cycle.Ledger?.Acknowledged)}").Close("figure");
    }

    private static void Bar(Markup page, string style, double x, double width, double y, double height) => page
        .Open("rect", ("class", style), ("x", Figure.Number(x)), ("y", Figure.Number(y)), ("width", Figure.Number(Math.Max(width, 0.6))), ("height", Figure.Number(height)))
        .Close("rect");
}
