using Phoenix.Diagnosis;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Testing;

namespace Phoenix.EndToEnd.Tests.Rendering;

/// <summary>A run in which everything that somebody else could have named is a given text, and everything that can go wrong did.</summary>
internal static class HostileRun
{
    /// <summary>Texts that break out of pages and documents that do not encode.</summary>
    public static readonly string[] Texts =
    [
        "<script>alert(1)</script>",
        "\" onmouseover=\"alert(1)",
        "' style='position:fixed",
        "</style></title></dd><img src=x onerror=alert(1)>",
        "]]></failure><!-- &amp; &lt; %3Cscript%3E --",
        "\u0000\u0001\u001b[2J\u202Egnp.exe \uFFFE \U0001F525 é",
    ];

    public static Evidence Of(string text)
    {
        DateTimeOffset at = Runs.Begin;
        Dictionary<string, string> settings = new() { ["target"] = text, ["sabotage"] = text, ["rpo"] = text, ["stream"] = text, ["cycles"] = text, ["x" + text] = text };
        return EvidenceBuilder.Build(
            [
                new JournalEvent.RunStarted(Runs.Run, text, settings, new Dictionary<string, string> { [text] = text, ["phoenix"] = text }) { At = at },
                .. Runs.Cycle(1),
                new JournalEvent.StepStarted(1, text + "never ended") { At = at },
                new JournalEvent.StepEnded(1, text, StepState.Failed, text, 1) { At = at.AddSeconds(9), Explanation = new KnownCause(text, text, text, text, text, text) },
                new JournalEvent.LayerEnded(1, text, LayerPhase.Wipe, StepState.Failed, text, 1) { At = at.AddSeconds(9), Explanation = new KnownCause(text, text, text, text, text, text) },
                new JournalEvent.LayerEnded(1, text, LayerPhase.Up, StepState.Blocked, text, 1) { At = at.AddSeconds(9) },
                new JournalEvent.TargetChosen(1, text, null) { At = at },
                new JournalEvent.GateEvaluated(1, false, [new RuleOutcome(text, false, text), new RuleOutcome(text, true, text)]) { At = at },
                new JournalEvent.FindingMade(1, new Finding(text, Verdict.Refuted, text, [text])) { At = at },
                new JournalEvent.FindingMade(1, new Finding("other" + text, Verdict.Inconclusive, text)) { At = at },
                new JournalEvent.CycleStarted(2, 1) { At = at },
                new JournalEvent.Discarded(2, text) { At = at },
                new JournalEvent.BackupTaken(2, Runs.Backup with { Label = text }) { At = at },
                new JournalEvent.WaitEnded(text, 1) { At = at },
                new JournalEvent.RunEnded(Verdict.Refuted, 1) { At = at.AddSeconds(20) },
            ],
            JournalHead.Empty);
    }
}
