namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>One full backup alone.</summary>
internal sealed class RetentionShortRule : LintRule
{
    public override string Id => "pgbackrest-retention-short";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A repository keeps one full backup alone.";

    public override string Why =>
        "Each new backup deletes the one before and all WAL older than itself. If an empty newcomer takes the repository over, its first backup deletes the last one of the real database in the same run.";

    public override string Remedy => "Keep at least two, better as many as cover the time until a fault is noticed.";

    public override string Source => "tried with pgBackRest 2.45: with repo1-retention-full=1 the backup of an empty cluster expired the old backup and its WAL";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("repo1-retention-full=4", "repo1-retention-full=1"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("repo1-retention-full=4", "repo1-retention-full=1\nrepo1-retention-full-type=time"));

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from block in SettingBlock.Confs(set)
        from index in block.Repositories
        let full = block.Find($"repo{index}-retention-full")
        where full is { Value: "1" } && block.Find($"repo{index}-retention-full-type") is null or { Value: "count" }
        select Found(full.ValueAt, $"repo{index} keeps one full backup: the next one deletes it, whoever makes it");
}
