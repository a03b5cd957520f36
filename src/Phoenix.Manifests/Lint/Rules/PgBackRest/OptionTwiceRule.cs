namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>One option twice in a section.</summary>
internal sealed class OptionTwiceRule : LintRule
{
    public override string Id => "pgbackrest-option-twice";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "An option stands twice in one section, or under its old and its new name.";

    public override string Why => "Every command ends with [031]: option cannot be set multiple times, or configuration file contains duplicate options.";

    public override string Remedy => "Keep one of them.";

    public override string Source => "src/config/parse.c";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\nrepo1-retention-full=7"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\nexclude=log/\nexclude=junk/"));

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from block in SettingBlock.In(set)
        where !block.IsTemplate
        from same in block.Settings.Where(s => s.Option is { Key: not null, IsNegated: false, IsReset: false } && !s.Option.Option!.IsMany).GroupBy(s => (s.Section, s.Option.Key))
        where same.Count() > 1
        let last = same.Last()
        select Found(last.At, $"'{last.Name}' is given twice in [{last.Section}]{(same.First().Name == last.Name ? "" : $", first as '{same.First().Name}'")}")
            with { Related = [same.First().At] };
}
