using System.Globalization;
using Phoenix.Execution;
using Phoenix.Journal;

namespace Phoenix.Cli.Rendering;

/// <summary>What a person is told of an event: one line, or nothing for events that only machines need.</summary>
internal static class EventLine
{
    public static string? Of(JournalEvent journalEvent, LayerProgress layers) => journalEvent switch
    {
        JournalEvent.RunStarted e => $"run {RunName.Of(e.Run)} on stack {e.Stack}",
        JournalEvent.RunResumed => "the run is taken up again",
        JournalEvent.JournalRepaired e => Invariant($"the journal's last line had been cut short by a crash; {e.SkippedBytes} bytes are skipped"),
        JournalEvent.CycleStarted e => Invariant($"cycle {e.Cycle} begins") + (e.Attempt > 1 ? Invariant($" (attempt {e.Attempt})") : ""),
        JournalEvent.EndpointTried e => EvidenceBuilder.Unguarded(e.ConditionalPuts) is string phrase ? $"nothing keeps apart {phrase}" : null,
        JournalEvent.StepStarted e => $"{e.Step}: started",
        JournalEvent.StepEnded e => $"{e.Step}: {Ended(e.State, e.Reason, e.Seconds)}",
        JournalEvent.LayerStarted e => $"layer {e.Layer}: {Phase(e.Phase)} started" + (layers.Expected(e.Layer, e.Phase) is string expected ? $" ({expected})" : ""),
        JournalEvent.LayerEnded e => $"layer {e.Layer}: {Phase(e.Phase)} {Ended(e.State, e.Reason, e.Seconds)}",
        JournalEvent.LayerRetried e => Invariant($"layer {e.Layer}: {Phase(e.Phase)} failed for a transient reason and is tried again (attempt {e.Attempt}): {e.Reason}"),
        JournalEvent.LayerGateStarted e => $"layer {e.Layer}: waits for gate '{e.Gate}'",
        JournalEvent.LayerGateEnded e => $"layer {e.Layer}: gate '{e.Gate}' {Ended(e.State, e.Reason, e.Seconds)}",
        JournalEvent.MilestoneReached e => $"milestone {e.Milestone} reached after {Wording.Seconds(e.Seconds)}",
        JournalEvent.LoadEnded e =>
            $"load: {Wording.Count(e.Attempted)} attempted, {Wording.Count(e.Acknowledged)} acknowledged, {Wording.Count(e.Failed)} failed, {Wording.Count(e.InDoubt)} in doubt",
        JournalEvent.BackupTaken e => $"backup {e.Backup.Label} taken",
        JournalEvent.TargetChosen e => $"recovery target {e.Target}",
        JournalEvent.EarlierCycleChosen e => Invariant($"what it must hold is known from cycle {e.EarlierCycle} of run {RunName.Of(e.Run)}"),
        JournalEvent.GateEvaluated e => e.Passed
            ? "safe to burn"
            : "NOT safe to burn: " + string.Join("; ", e.Rules.Where(r => !r.Passed).Select(r => $"{r.Rule}: {r.Detail}")),
        JournalEvent.MomentDrawn e => Invariant($"the wipe comes {e.AfterSeconds:0.000} s after the witness (seed {e.Seed})"),
        JournalEvent.WipeStarted => "the wipe begins",
        JournalEvent.CutOff => "the stack is cut off from the repository",
        JournalEvent.RebirthHeld => "a reborn server is up, archiving held",
        JournalEvent.Published => "the rebirth is published",
        JournalEvent.Discarded e => $"the rebirth was destroyed, unpublished: {e.Reason}",
        JournalEvent.FindingMade e => $"{e.Finding.Checker}: {e.Finding.Verdict}: {e.Finding.Detail}",
        JournalEvent.VerdictReached e => Invariant($"cycle {e.Cycle}: {e.Verdict}"),
        _ => null,
    };

    private static string Ended(StepState state, string? reason, double seconds) =>
        $"{state.ToString().ToLowerInvariant()} after {Wording.Seconds(seconds)}" + (reason is null ? "" : $": {reason}");

    private static string Phase(LayerPhase phase) => phase == LayerPhase.Up ? "up" : "wipe";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
