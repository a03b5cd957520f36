namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A restore that leaves all WAL out.</summary>
internal sealed class RestoreImmediateRule : LintRule
{
    public override string Id => "restore-immediate";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A restore ends at the backup's consistency point.";

    public override string Why => "With --type=immediate all that was committed after the backup is left out, and the exit code is 0. No version of CrunchyData's operator sets it by itself.";

    public override string Remedy => "Remove the option: the default goes to the end of the WAL.";

    public override string Source => "tried with PostgreSQL 15 and pgBackRest 2.45; https://pgbackrest.org/command.html#command-restore (type)";

    public override LintExample Bad { get; } = LintExample.Yaml(Examples.Cluster.With("--process-max=4", "--type=immediate"));

    public override LintExample Good { get; } = LintExample.Yaml(Examples.Cluster.With("--process-max=4", "--type=default"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Call call in Call.Restores(set))
        {
            foreach (CallOption option in call.Options)
            {
                if (option is { Name.Option.Name: "type", Value: "immediate" }
                    || (option.Name.Option?.Name == "recovery-option" && IsImmediate(option.Value)))
                {
                    // A restore in a container may be a rehearsal that wants no more.
                    yield return Found(call.Owner.At(option.From), "this restore drops all that was committed after the backup") with { Severity = call.Part is null ? LintSeverity.Warning : LintSeverity.Error };
                }
            }
        }

        foreach (Setting setting in SettingBlock.In(set).SelectMany(b => b.Settings))
        {
            if (setting.Option.Key == "recovery-option" && IsImmediate(setting.Value))
            {
                yield return Found(setting.ValueAt, "every restore drops all that was committed after the backup");
            }
        }
    }

    private static bool IsImmediate(string? value) => value?.Replace("'", "", StringComparison.Ordinal) is "recovery_target=immediate" or "recovery-target=immediate";
}
