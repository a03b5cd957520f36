namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A time of an unknown zone.</summary>
internal sealed class RestoreTargetOffsetRule : LintRule
{
    public override string Id => "restore-target-offset";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "The time of a recovery target has no offset.";

    public override string Why => "The zone of the machine that restores decides then: in a container that is most often UTC, and seldom what was meant. An hour too early is an hour of lost transactions, an hour too late has the mistake in it that was to be undone.";

    public override string Remedy => "Add it: 2026-02-10 14:55:00+00.";

    public override string Source => "src/command/restore/restore.c ('if timezone is omitted, local time is assumed')";

    public override LintExample Bad { get; } = LintExample.Yaml(Examples.Job.With("14:55:00+00", "14:55:00"));

    public override LintExample Good { get; } = LintExample.Yaml(Examples.Job);

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from call in Call.Restores(set)
        where call.Find("type") is { Value: "time" }
        let target = call.Find("target")
        where target is { Value: not null, IsOpen: false } && TargetTime.IsFormed(target.Value) && !TargetTime.HasOffset(target.Value) && !RestoreUnquotedRule.Holds(call, target)
        select Found(call.Owner.At(target.From), $"'{target.Value}' has no offset: the zone of the machine that restores decides what it means");
}
