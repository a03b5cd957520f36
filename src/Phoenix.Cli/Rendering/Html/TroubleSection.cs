using Phoenix.Diagnosis;
using Phoenix.Execution;
using Phoenix.Journal;

namespace Phoenix.Cli.Rendering.Html;

/// <summary>What failed in a cycle, and what is known of it; nothing where nothing failed.</summary>
internal static class TroubleSection
{
    public static void Write(Markup page, EvidenceCycle cycle)
    {
        (string Name, string? Reason, KnownCause? Known)[] failed =
        [
            .. cycle.Layers.Where(l => l.State == StepState.Failed).Select(l => ($"layer {l.Name}, {(l.Phase == LayerPhase.Up ? "up" : "wipe")}", l.Reason, l.Explanation)),
            .. cycle.Steps.Where(s => s.State == StepState.Failed).Select(s => ($"step {s.Name}", s.Reason, s.Explanation)),
        ];
        if (failed.Length == 0)
        {
            return;
        }

        page.Element("h3", "What failed").Open("dl", ("class", "findings"));
        foreach ((string name, string? reason, KnownCause? known) in failed)
        {
            page.Open("div").Open("dt").Text(name + " ").Element("span", "failed", ("class", "badge refuted")).Close("dt").Element("dd", reason ?? "no reason is on record");
            if (known is null)
            {
                page.Element("dd", "The catalogue of known failures knows nothing of it.");
            }
            else
            {
                Answer(page, "What", known.What);
                Answer(page, "Why", known.Cause);
                Answer(page, "Do", known.Remedy);
                Answer(page, "Verify", known.Verify);
                Answer(page, "Source", $"{known.Source} ({known.Id})");
            }

            page.Close("div");
        }

        page.Close("dl");
    }

    private static void Answer(Markup page, string question, string answer) => page.Open("dd").Element("strong", question + ": ").Text(answer).Close("dd");
}
