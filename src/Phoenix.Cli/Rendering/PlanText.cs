using System.Globalization;
using Phoenix.Plans;

namespace Phoenix.Cli.Rendering;

/// <summary>A plan for people.</summary>
internal static class PlanText
{
    public static void Write(StackPlan plan, DateTimeOffset now, TextWriter output)
    {
        string file = plan.Stack.File.Length == 0 ? "the embedded lab" : plan.Stack.File;
        Line(output, $"stack '{plan.Stack.Name}' ({file}): {Number(plan.Layers.Count, "layer")}, up to {plan.Stack.Parallelism} at once");
        int width = plan.Layers.Max(l => l.Name.Length);
        foreach (PlannedLayer layer in plan.Layers.OrderBy(l => l.Level))
        {
            string needs = layer.Needs.Count == 0 ? "" : $"  needs {string.Join(", ", layer.Needs)}";
            string gates = layer.Gates.Count == 0 ? "" : $"  gates: {string.Join("; ", layer.Gates)}";
            Line(output, $"  level {layer.Level} {(layer.IsCritical ? "*" : " ")} {layer.Name.PadRight(width)}  {layer.Driver,-10}  {Time(layer),-16}{needs}{gates}");
        }

        Line(output, $"critical path (*): {string.Join(" -> ", plan.Schedule.CriticalPath)}");
        WriteTimes(plan, output);
        foreach (NodeMemory node in plan.Memory)
        {
            string has = node.HasMiB is long mib ? $"of {Wording.Count(mib)} MiB" : "(what it has is not declared)";
            Line(output, $"memory of {node.Node}: {Wording.Count(node.DeclaredMiB)} MiB declared {has}{(node.IsShort ? ": NOT ENOUGH" : "")}");
        }

        WriteContents(plan, output);
        WriteDatabase(plan.Restore, now, output);
    }

    private static void WriteTimes(StackPlan plan, TextWriter output)
    {
        Schedule schedule = plan.Schedule;
        if (schedule.Unknown.Count == plan.Layers.Count)
        {
            Line(output, "predicted time: unknown, no earlier run of this stack is on record");
            return;
        }

        string unknown = schedule.Unknown.Count == 0 ? "" : $", and what {string.Join(", ", schedule.Unknown)} will take: no earlier run is on record";
        string rto = plan.Stack.Objectives.Rto is TimeSpan r ? $"; objective {Wording.Seconds(r.TotalSeconds)}" : "";
        Line(output, $"predicted time: {Wording.Seconds(schedule.Seconds)}{(unknown.Length == 0 ? $" (n={plan.Runs})" : "")}{unknown}{rto}");
        foreach (string milestone in plan.Stack.Milestones.Keys)
        {
            Line(output, $"  milestone {milestone}: {(plan.Reaches(milestone) is double s ? $"after {Wording.Seconds(s)}" : "unknown")}");
        }
    }

    private static void WriteContents(StackPlan plan, TextWriter output)
    {
        if (plan.Layers.All(l => l.Now is null))
        {
            Line(output, "what is there was not looked at (--offline)");
            return;
        }

        Line(output, $"a wipe would destroy, in this order{(plan.Stack.Destroyable ? "" : " (this stack is not declared destroyable: it would be refused)")}:");
        foreach (PlannedLayer layer in plan.Layers.Reverse())
        {
            ContentsTable.Write(layer.Now!, output);
        }
    }

    private static void WriteDatabase(RestorePlan? restore, DateTimeOffset now, TextWriter output)
    {
        if (restore is null)
        {
            return;
        }

        string outcome = restore.Outcome switch
        {
            RestoreOutcome.Kept => "kept",
            RestoreOutcome.Restored => "restored",
            RestoreOutcome.Initialized => "made new",
            RestoreOutcome.Refused => "REFUSED",
            _ => "cannot be told",
        };
        Line(output, $"the database at a create: {outcome}: {restore.Reason}");
        if (restore.Repository is { } at)
        {
            Line(output, $"  repository: {at.Endpoint}, bucket {at.Bucket}, path {at.Path}, stanza {at.Stanza}");
        }

        if (restore.Backup is { } b)
        {
            Line(output, $"  newest backup: {b.Label} ({b.Type}), of {b.StoppedAt:u} ({Age(now - b.StoppedAt)} old), {Wording.Count(b.DatabaseBytes)} bytes");
        }

        if (restore.NewestSegment is string segment)
        {
            Line(output, $"  WAL up to segment {segment}, timeline {restore.Timeline}");
        }

        if (restore.Witness is { } w)
        {
            Line(output, $"  witness: of {w.RecordedAt:u}, WAL known to be archived up to {w.MustReplayTo} on timeline {w.Timeline}");
        }
    }

    private static string Time(PlannedLayer layer) => layer.Seconds is { } s ? $"{Wording.Seconds(s.Median)} (n={s.Count})" : "time unknown";

    private static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} hours"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(age.TotalMinutes, 0):0} minutes"),
    };

    private static string Number(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static void Line(TextWriter output, string text) => output.WriteLine(Wording.Plain(text));
}
