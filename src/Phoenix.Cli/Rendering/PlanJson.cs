using System.Text.Json;
using Phoenix.Plans;

namespace Phoenix.Cli.Rendering;

/// <summary>A plan as one JSON document (<c>docs/spec/plan.md</c>).</summary>
internal static class PlanJson
{
    public static void Write(StackPlan plan, TextWriter output) => output.WriteLine(JsonSerializer.Serialize(new
    {
        stack = plan.Stack.Name,
        file = plan.Stack.File.Length == 0 ? null : plan.Stack.File,
        destroyable = plan.Stack.Destroyable,
        parallelism = plan.Stack.Parallelism,
        layers = plan.Layers.Select(l => new
        {
            name = l.Name,
            driver = l.Driver,
            needs = l.Needs,
            gates = l.Gates,
            level = l.Level,
            critical = l.IsCritical,
            seconds = Round(l.Seconds?.Median),
            runs = l.Seconds?.Count ?? 0,
            startsAt = Round(l.StartsAt),
            now = l.Now is { } now ? ContentsTable.Json(now) : null,
        }),
        criticalPath = plan.Schedule.CriticalPath,
        predicted = new
        {
            seconds = Round(plan.Schedule.Seconds),
            isLowerBound = plan.Schedule.Unknown.Count > 0,
            runs = plan.Runs,
            unknown = plan.Schedule.Unknown,
            milestones = plan.Stack.Milestones.Keys.Select(m => new { name = m, seconds = Round(plan.Reaches(m)) }),
        },
        rtoSeconds = plan.Stack.Objectives.Rto?.TotalSeconds,
        database = plan.Restore is not { } r ? null : new
        {
            outcome = JsonNamingPolicy.CamelCase.ConvertName(r.Outcome.ToString()),
            reason = r.Reason,
            repository = r.Repository is not { } at ? null : new { endpoint = at.Endpoint, bucket = at.Bucket, region = at.Region, path = at.Path, stanza = at.Stanza },
            backup = r.Backup is not { } b ? null : new { label = b.Label, type = b.Type, stoppedAt = b.StoppedAt, bytes = b.DatabaseBytes, systemIdentifier = b.SystemIdentifier.ToString(System.Globalization.CultureInfo.InvariantCulture) },
            timeline = r.Timeline,
            newestSegment = r.NewestSegment,
            witness = r.Witness is not { } w ? null : new { recordedAt = w.RecordedAt, timeline = w.Timeline, mustReplayTo = w.MustReplayTo.ToString() },
            otherOwner = r.OtherOwner,
        },
        memory = plan.Memory.Select(m => new { node = m.Node, declaredMiB = m.DeclaredMiB, hasMiB = m.HasMiB, isShort = m.IsShort }),
    }));

    private static double? Round(double? seconds) => seconds is double s ? Math.Round(s, 3) : null;
}
