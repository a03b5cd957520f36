namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A target without its type, or a type without its target.</summary>
internal sealed class RestoreTargetTypeRule : LintRule
{
    private static readonly string[] Targeted = ["lsn", "name", "time", "xid"];

    public override string Id => "restore-target-type";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A restore has --target without a --type that takes one, or such a --type without --target.";

    public override string Why => "Both are refused: [031] option 'target' not valid without option 'type' in ('lsn', 'name', 'time', 'xid'), or [037] restore command requires option: target. The Job fails again and again.";

    public override string Remedy => "Give both: --type=time with --target, or neither for the end of the WAL.";

    public override string Source => "src/build/config/config.yaml (target depends on type); https://pgbackrest.org/command.html#command-restore";

    public override LintExample Bad { get; } = LintExample.Yaml(Examples.Job.With("--type=time, ", ""));

    public override LintExample Good { get; } = LintExample.Yaml(Examples.Job);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Call call in Call.Restores(set))
        {
            CallOption? target = call.Find("target"), type = call.Find("type");
            if (target is not null && type is not { IsOpen: true } && !Targeted.Contains(type?.Value))
            {
                yield return Found(call.Owner.At(target.From), type is null ? "--target without --type: pgBackRest refuses it ([031])" : $"--type={type.Value} takes no --target: pgBackRest refuses it ([031])");
            }
            else if (type is { IsOpen: false } && Targeted.Contains(type.Value) && target is null)
            {
                yield return Found(call.Owner.At(type.From), $"--type={type.Value} needs a --target: pgBackRest refuses it ([037])");
            }
        }
    }
}
