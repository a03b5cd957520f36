namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>An option of a repository or a server without its number, or a number where none belongs.</summary>
internal sealed class OptionIndexRule : LintRule
{
    public override string Id => "pgbackrest-option-index";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "An option of a repository or a server lacks its number, or another option has one.";

    public override string Why => "Every command, the restore too, ends with [031] option 'repo-retention-full' must have an index (or cannot have one).";

    public override string Remedy => "Write repo1-..., pg1-...; and no number in options that belong to neither.";

    public override string Source => "src/config/parse.c, cfgParseOption(); options of " + PgBackRestOptions.Versions;

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\nrepo-bundle=y"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\nrepo1-bundle=y"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (SettingBlock block in SettingBlock.In(set))
        {
            // Where another repository than the first is spoken of, nobody knows which one was meant.
            bool sure = block.Repositories.All(r => r == 1);
            foreach (Setting setting in block.Settings)
            {
                if (setting.Option is { LacksIndex: true, Option: { } lacking })
                {
                    yield return Found(setting.At, $"'{setting.Name}' needs a number: '{lacking.Indexed(1)}' for the first", sure ? setting.Rename(lacking.Indexed(1)) : null);
                }
                else if (setting.Option is { HasNeedlessIndex: true, Option: { } needless })
                {
                    yield return Found(setting.At, $"'{setting.Name}' may have no number: it is '{needless.Name}'", setting.Rename(needless.Name));
                }
            }
        }
    }
}
