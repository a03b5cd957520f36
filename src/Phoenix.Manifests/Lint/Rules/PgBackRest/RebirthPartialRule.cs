namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A rebirth that leaves databases out, or never archives.</summary>
internal sealed class RebirthPartialRule : LintRule
{
    private static readonly string[] Selections = ["db-include", "db-exclude"];

    public override string Id => "rebirth-partial";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A rebirth restores some databases only, or with archiving off.";

    public override string Why =>
        "With --db-include and --db-exclude the other databases stay as zeroed files, which cannot be opened again. --archive-mode=off is written into postgresql.auto.conf: the reborn server archives nothing, and the next wipe takes all that it did.";

    public override string Remedy => "Remove the option. It belongs to a restore into a scratch place.";

    public override string Source => "https://pgbackrest.org/command.html#command-restore (db-include, archive-mode)";

    public override LintExample Bad { get; } = LintExample.Yaml(Examples.Cluster.With("--process-max=4", "--archive-mode=off"));

    public override LintExample Good { get; } = LintExample.Yaml(Examples.Cluster);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Call call in Call.Restores(set).Where(c => c.Part is not null))
        {
            foreach (CallOption option in call.Options.Where(o => !o.IsOpen))
            {
                if (option.Name.Option is { } known && Selections.Contains(known.Name))
                {
                    yield return Found(call.Owner.At(option.From), $"'--{option.Name.Written}' leaves databases out for good");
                }
                else if (option is { Name.Option.Name: "archive-mode", Value: "off" })
                {
                    yield return Found(call.Owner.At(option.From), "the restored server archives nothing: the next wipe takes all that it did");
                }
            }
        }
    }
}
