namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A time that pgBackRest does not understand.</summary>
internal sealed class RestoreTargetTimeRule : LintRule
{
    public override string Id => "restore-target-time";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The time of a recovery target has not the form that pgBackRest demands.";

    public override string Why => "ISO's T and Z are refused: [029] automatic backup set selection cannot be performed with provided time. Old versions only warned, and took the latest backup.";

    public override string Remedy => "Write 2026-02-10 14:55:00+00: a space, seconds, and the offset in digits.";

    public override string Source => "src/command/restore/restore.c ('time format must be YYYY-MM-DD HH:MM:SS')";

    public override LintExample Bad { get; } = LintExample.Yaml(Examples.Job.With("2026-02-10 14:55:00+00", "2026-02-10T14:55:00Z"));

    public override LintExample Good { get; } = LintExample.Yaml(Examples.Job);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Call call in Call.Restores(set).Where(c => c.Find("type") is { Value: "time" }))
        {
            if (call.Find("target") is { Value: string time, IsOpen: false } target && !TargetTime.IsFormed(time) && !RestoreUnquotedRule.Holds(call, target))
            {
                // Only where the old text stands in the item as it is, quoted or not, is what it becomes plain.
                LintFix? fix = TargetTime.OfIso(time) is string meant && target.From.Text.Split(time).Length == 2
                    ? call.Owner.Replace(target.From, RestoreUnquotedRule.Quoted(target, target.From.Text.Replace(time, meant, StringComparison.Ordinal), call))
                    : null;
                yield return Found(call.Owner.At(target.From), $"'{time}' is no time as pgBackRest writes it: 2026-02-10 14:55:00+00", fix);
            }
        }
    }
}
