using System.Globalization;
using System.Text.Json;
using Phoenix.Cli.Commands;
using Phoenix.Diagnosis;
using Phoenix.Journal;

namespace Phoenix.Cli.Rendering;

/// <summary>Prints how a create or wipe ended: its layers with their times, its milestones, one line to sum up.</summary>
internal static class LayersTable
{
    public static void Write(string run, string stack, string command, StackOutcome outcome, RunState state, OutputFormat format, TextWriter output)
    {
        CycleState? cycle = state.Cycles.IsEmpty ? null : state.Cycles[state.Cycles.Keys.Max()];
        IReadOnlyList<LayerRecord> layers = cycle is null ? [] : cycle.Layers;
        IReadOnlyList<JournalEvent.MilestoneReached> milestones = cycle is null ? [] : cycle.Milestones;
        if (format == OutputFormat.Json)
        {
            output.WriteLine(JsonSerializer.Serialize(new
            {
                runId = run,
                stack,
                command,
                result = outcome.Summary,
                exitCode = outcome.ExitCode,
                layers = layers.Select(l => new { name = l.Name, phase = Phase(l), state = l.State?.ToString(), reason = l.Reason, seconds = l.Seconds is double s ? Math.Round(s, 3) : (double?)null, explanation = Explanation(l.Explanation) }),
                milestones = milestones.Select(m => new { name = m.Milestone, seconds = Math.Round(m.Seconds, 3) }),
                retries = cycle?.Retries.Count ?? 0,
                error = outcome.Error?.Message,
            }));
            return;
        }

        int width = layers.Select(l => l.Name.Length).DefaultIfEmpty(0).Max();
        foreach (LayerRecord layer in layers)
        {
            string reason = layer.Reason is null ? "" : $"  {layer.Reason}";
            output.WriteLine(Wording.Plain(string.Create(
                CultureInfo.InvariantCulture, $"layer {Phase(layer),-4}  {layer.Name.PadRight(width)}  {layer.State?.ToString() ?? "open",-9}  {layer.Seconds ?? 0,9:0.000} s{reason}")));
            if (layer.Explanation is { } known)
            {
                output.WriteLine(Wording.Plain($"      known: {known.What} {known.Remedy} ({known.Id})"));
            }
        }

        foreach (JournalEvent.MilestoneReached milestone in milestones)
        {
            output.WriteLine(Wording.Plain($"milestone {milestone.Milestone} after {Wording.Seconds(milestone.Seconds)}"));
        }

        output.WriteLine(Wording.Plain($"{command} of stack '{stack}' (run {run}): {outcome.Summary}"));
    }

    private static object? Explanation(KnownCause? known) =>
        known is null ? null : new { id = known.Id, what = known.What, cause = known.Cause, remedy = known.Remedy, verify = known.Verify, source = known.Source };

    private static string Phase(LayerRecord layer) => layer.Phase == Execution.LayerPhase.Up ? "up" : "wipe";
}
