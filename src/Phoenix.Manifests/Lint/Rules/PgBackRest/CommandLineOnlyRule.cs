namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>What only a command line may say, in a file.</summary>
internal sealed class CommandLineOnlyRule : LintRule
{
    public override string Id => "pgbackrest-command-line-only";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A file has an option, or a no- or reset- form, that only a command line may have.";

    public override string Why => "It is ignored with a warning: a restore with 'type=time' in a file goes to the end of the WAL, and 'repo=2' does not choose the second repository.";

    public override string Remedy => "Give it on the command line; in a file write option=n in place of no-option.";

    public override string Source => "src/config/parse.c ('contains command-line only option', 'contains negate option', 'contains reset option')";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\nstanza=db"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf);

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from setting in SettingBlock.In(set).SelectMany(b => b.Settings)
        where setting.Option.Option is not null
        let name = setting.Option
        let what = name.IsNegated || name.IsReset
            ? $"'{setting.Name}' is ignored in a configuration file{(name.IsNegated ? $": write '{setting.Name[3..]}=n'" : "")}"
            : name.Option!.Section == OptionSection.CommandLine ? $"'{setting.Name}' is ignored in a configuration file: only the command line may say it" : null
        where what is not null
        select Found(setting.At, what);
}
