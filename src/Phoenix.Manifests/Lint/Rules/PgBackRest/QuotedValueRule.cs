namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>Quotes that pgBackRest takes for a part of the value.</summary>
internal sealed class QuotedValueRule : LintRule
{
    public override string Id => "pgbackrest-quoted-value";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A value of a pgBackRest configuration stands in quotes.";

    public override string Why => "Quotes are taken for a part of the value: a path in quotes does not begin with / ([032]), a bucket or a key in quotes is another one.";

    public override string Remedy => "Write the value without quotes.";

    public override string Source => "src/common/ini.c: a value is all behind '=', without the spaces around it";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("repo1-path=/pgbackrest/repo1", "repo1-path=\"/pgbackrest/repo1\""));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\nannotation=source=\"nightly\""));

    /// <summary>What stands between the quotes; null when there are none, or the option may hold some.</summary>
    public static string? Inside(Setting setting) =>
        setting.Option.Option is { } option
        && (option.Type is not (OptionType.Hash or OptionType.List or OptionType.Text or OptionType.Secret) || option.IsIndexed)
        && !option.IsMany
        && setting.Value is { Length: >= 2 } value && value[0] is '"' or '\'' && setting.Value[^1] == setting.Value[0]
            ? setting.Value[1..^1]
            : null;

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from setting in SettingBlock.In(set).SelectMany(b => b.Settings)
        let inside = Inside(setting)
        where inside is not null
        select Found(setting.ValueAt, $"{setting.Name}: the quotes are a part of the value", inside.Length > 0 && !setting.IsOpen ? setting.Rewrite(inside) : null);
}
