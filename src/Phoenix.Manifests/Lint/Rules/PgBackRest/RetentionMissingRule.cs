namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A repository that only grows.</summary>
internal sealed class RetentionMissingRule : LintRule
{
    public override string Id => "pgbackrest-retention-missing";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A repository has no repoN-retention-full.";

    public override string Why => "Nothing ever expires: the repository grows until it is full, and then no WAL can be archived. pgBackRest warns of it at each backup.";

    public override string Remedy => "Set repoN-retention-full, with repoN-retention-full-type=time for days in place of a count; 9999999 says that it is meant to be for ever.";

    public override string Source => "https://pgbackrest.org/configuration.html#section-repository (repo-retention-full)";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("repo1-retention-full=4\n", ""));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf);

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from block in SettingBlock.Confs(set)
        where block.IsWhole
        from index in block.Repositories
        where block.Find($"repo{index}-host") is null && block.Find($"repo{index}-retention-full") is null
        let place = block.Find($"repo{index}-path") ?? block.Find($"repo{index}-type") ?? block.Settings.First(s => (s.Option.Index ?? 1) == index && s.Option.Option?.Name.StartsWith("repo-", StringComparison.Ordinal) == true)
        select Found(place.At, $"repo{index} has no repo{index}-retention-full: nothing in it ever expires");
}
