using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A schedule that is none.</summary>
internal sealed partial class ScheduleTextRule : LintRule
{
    private static readonly string[] Kinds = ["full", "differential", "incremental"];
    private static readonly (string Name, int Least, int Most)[] Fields = [("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 7)];

    public override string Id => "backup-schedule-text";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A backup schedule is no cron expression that Kubernetes accepts.";

    public override string Why => "The API server refuses the CronJob; the operator raises the event InvalidSchedule and goes on without: there are no backups.";

    public override string Remedy => "Write five fields: minute (0-59), hour (0-23), day of the month (1-31), month (1-12), day of the week (0-6). Without a time zone they are UTC.";

    public override string Source => "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax";

    public override LintExample Bad { get; } = CrunchyExamples.First("full: \"0 1 * * 0\"", "full: \"0 25 * * 0\"");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from cluster in PgoCluster.In(set)
        from repository in cluster.Backups?.Repositories ?? []
        from kind in Kinds
        let schedule = repository.Node.Scalar("schedules", kind)
        where schedule is not null && !PgoSetting.IsUnknown(schedule.Text)
        let fault = Fault(schedule.Text)
        where fault is not null
        select Found(cluster.Manifest.At(schedule), $"the {kind} backups of {repository.Name} are scheduled for '{schedule.Text}': {fault}");

    private static string? Fault(string schedule)
    {
        if (schedule.StartsWith('@'))
        {
            return schedule is "@yearly" or "@annually" or "@monthly" or "@weekly" or "@daily" or "@midnight" or "@hourly" || schedule.StartsWith("@every ", StringComparison.Ordinal) ? null : "there is no such abbreviation";
        }

        string[] fields = schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields.Length)
        {
            return $"it has {fields.Length} fields, not five";
        }

        for (int at = 0; at < fields.Length; at++)
        {
            (string name, int least, int most) = Fields[at];
            foreach (string part in fields[at].Split(','))
            {
                // Names of months and days are left to the API server.
                if (Letters().IsMatch(part))
                {
                    continue;
                }

                if (Part().Match(part) is not { Success: true } match)
                {
                    return $"'{part}' is no {name}";
                }

                int[] numbers = [.. new[] { match.Groups[1], match.Groups[2] }.Where(g => g.Success).Select(g => int.Parse(g.Value, System.Globalization.CultureInfo.InvariantCulture))];
                if (numbers.FirstOrDefault(n => n < least || n > most, -1) is >= 0 and int wrong)
                {
                    return $"there is no {name} {wrong}";
                }
            }
        }

        return null;
    }

    [GeneratedRegex("[A-Za-z]", RegexOptions.CultureInvariant)]
    private static partial Regex Letters();

    [GeneratedRegex(@"^(?:\*|\?|([0-9]{1,4})(?:-([0-9]{1,4}))?)(?:/[0-9]{1,4})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
