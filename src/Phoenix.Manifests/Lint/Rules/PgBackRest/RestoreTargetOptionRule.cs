namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>An option of a target beside a type that does not take it.</summary>
internal sealed class RestoreTargetOptionRule : LintRule
{
    // pgBackRest's own table: config.yaml, depend.
    private static readonly Dictionary<string, string[]> Types = new(StringComparer.Ordinal)
    {
        ["target-action"] = ["immediate", "lsn", "name", "time", "xid"],
        ["target-exclusive"] = ["lsn", "time", "xid"],
        ["target-timeline"] = ["default", "lsn", "name", "standby", "time", "xid"],
    };

    public override string Id => "restore-target-option";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A restore has --target-timeline, --target-exclusive or --target-action with a --type that does not take it.";

    public override string Why =>
        "The restore is refused, and the Job fails again and again: [031] option 'target-action' not valid without option 'type' in ('immediate', 'lsn', 'name', 'time', 'xid'). "
        + "CrunchyData's operator adds --target-action=promote to options with --target anywhere in them, so that --target-timeline alone, which pgBackRest takes, fails there.";

    public override string Remedy => "Name an end beside it: --type=name, time or lsn with --target. Or leave it out.";

    public override string Source => "src/build/config/config.yaml of pgBackRest; internal/controller/postgrescluster/pgbackrest.go of the operator 5.x, reconcileRestoreJob(); tried with pgBackRest 2.45";

    public override LintExample Bad { get; } = LintExample.Yaml(Examples.Cluster.With("--process-max=4", "--target-timeline=1"));

    public override LintExample Good { get; } = LintExample.Yaml(Examples.Job.With("--type=time, ", "--type=time, --target-timeline=1, "));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Call call in Call.Restores(set).Where(c => c.Find("type") is not { IsOpen: true } && !c.Strays.Any(s => s.Text.Contains('$', StringComparison.Ordinal))))
        {
            string type = call.Find("type")?.Value ?? "default";
            foreach (CallOption option in call.Options.Where(o => !o.Name.IsNegated && !o.Name.IsReset))
            {
                string name = option.Name.Option?.Name ?? "";
                if (!Types.TryGetValue(name, out string[]? types) || (call.Part is not null && name == "target-action"))
                {
                    continue; // The operator takes no --target-action: another rule's.
                }

                if (!types.Contains(type))
                {
                    yield return Found(call.Owner.At(option.From), $"--type={type} takes no --{name}: pgBackRest refuses it ([031])");
                }
                else if (call.Part is not null && !Types["target-action"].Contains(type))
                {
                    yield return Found(call.Owner.At(option.From), $"the operator adds --target-action=promote to --{name}, and pgBackRest refuses that without a target ([031])");
                }
            }
        }
    }
}
