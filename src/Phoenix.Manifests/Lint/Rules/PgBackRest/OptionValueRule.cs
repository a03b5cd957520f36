namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A value of the wrong form.</summary>
internal sealed class OptionValueRule : LintRule
{
    public override string Id => "pgbackrest-option-value";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A value of a pgBackRest option has not the form that the option demands.";

    public override string Why => "Every command that takes the option ends with [032]: nothing is archived, backed up or restored.";

    public override string Remedy => "Write y or n for a flag, a whole number, a size like 128MiB, a time in seconds, or one of the option's words.";

    public override string Source => "https://pgbackrest.org/configuration.html#introduction; src/config/parse.c";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=yes"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\narchive-get-queue-max=1GiB\narchive-timeout=90\nio-timeout=2m"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Setting setting in SettingBlock.In(set).SelectMany(b => b.Settings).Where(s => s.Option.Key is not null && !s.IsOpen && !s.Option.IsNegated && !s.Option.IsReset))
        {
            PgBackRestOption option = setting.Option.Option!;
            if (option.Section != OptionSection.CommandLine && setting.IsBare && OptionValue.Fault(option, setting.Value) is (string what, var meant))
            {
                yield return Found(setting.ValueAt, $"{setting.Name}: {what}", meant is null ? null : setting.Rewrite(meant));
            }
        }
    }
}
