using Phoenix.Execution;
using Phoenix.Journal;

namespace Phoenix.Cli.Rendering.Html;

/// <summary>Steps and layers of a cycle as bars to scale. Text and bars are ordinary elements, so that both stay readable at any width.</summary>
internal static class Timeline
{
    private const int MostTicks = 5;

    public static void Write(Markup page, EvidenceCycle cycle)
    {
        (DateTimeOffset begin, double seconds) = MultiplesSection.Span(cycle);
        page.Element("h3", "Timeline");
        if (seconds <= 0)
        {
            page.Element("p", "Nothing was begun.");
            return;
        }

        page.Open("div", ("class", "timeline"));
        Axis(page, seconds);
        foreach (EvidenceStep step in cycle.Steps.OrderBy(s => s.StartedAt))
        {
            Row(page, step.Name, "step", MultiplesSection.Phase(step.Name), step.State, step.Reason, (step.StartedAt - begin).TotalSeconds, step.Seconds, seconds);
            foreach (EvidenceLayer layer in cycle.Layers.Where(l => (l.Phase == LayerPhase.Up ? "create" : "wipe") == step.Name).OrderBy(l => l.StartedAt))
            {
                Row(page, layer.Name, "layer", $"{step.Name} inner", layer.State, layer.Reason, (layer.StartedAt - begin).TotalSeconds, layer.Seconds, seconds);
            }
        }

        // A layer without its step on record is shown all the same.
        foreach (EvidenceLayer layer in cycle.Layers.Where(l => cycle.Steps.All(s => s.Name != (l.Phase == LayerPhase.Up ? "create" : "wipe"))).OrderBy(l => l.StartedAt))
        {
            string phase = layer.Phase == LayerPhase.Up ? "create" : "wipe";
            Row(page, $"{layer.Name} {phase}", "layer", $"{phase} inner", layer.State, layer.Reason, (layer.StartedAt - begin).TotalSeconds, layer.Seconds, seconds);
        }

        if (cycle.Rta is { } rta && cycle.Steps.FirstOrDefault(s => s.Name == "wipe") is { } wipe)
        {
            Row(page, "RTA", "rta", "rta", StepState.Succeeded, null, (wipe.StartedAt - begin).TotalSeconds, rta.Seconds, seconds);
        }

        page.Close("div");
    }

    private static void Axis(Markup page, double seconds)
    {
        page.Open("div", ("class", "row axis")).Open("span", ("class", "name")).Close("span").Open("span", ("class", "track"));
        double step = Step(seconds);
        for (double at = 0; at <= seconds * 0.95; at += step)
        {
            page.Element("span", $"{Figure.Number(at)} s", ("class", "tick"), ("style", $"left:{Figure.Percent(at, seconds)}"));
        }

        page.Close("span").Open("span", ("class", "time")).Close("span").Close("div");
    }

    private static void Row(Markup page, string name, string kind, string style, StepState state, string? reason, double start, double? took, double whole)
    {
        string? ended = Figure.Ended(state, reason);
        page.Open("div", ("class", $"row {kind}")).Element("span", name, ("class", "name")).Open("span", ("class", "track"))
            .Open("span", ("class", $"bar {style} {(ended is null ? "" : "ended")}"), ("style", $"left:{Figure.Percent(start, whole)};width:{Figure.Percent(took ?? 0, whole)}")).Close("span")
            .Close("span").Element("span", Wording.Seconds(took), ("class", "time"));
        if (ended is not null)
        {
            page.Element("span", ended, ("class", $"reason {Figure.Class(state)}"));
        }

        page.Close("div");
    }

    // 1, 2 or 5 times a power of ten, so that at most a few ticks fit on a phone.
    private static double Step(double seconds)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(seconds / MostTicks)));
        return ((double[])[1, 2, 5, 10]).Select(f => f * power).First(s => seconds / s <= MostTicks);
    }
}
