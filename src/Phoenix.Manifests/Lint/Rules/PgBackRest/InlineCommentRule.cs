using System.Text.RegularExpressions;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A comment behind a value.</summary>
internal sealed partial class InlineCommentRule : LintRule
{
    public override string Id => "pgbackrest-inline-comment";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A comment stands behind a value in a pgBackRest configuration.";

    public override string Why => "Only a # at the beginning of a line makes a comment: here it belongs to the value. A flag or a number is refused ([032]), a path or a bucket is another one.";

    public override string Remedy => "Put the comment on a line of its own.";

    public override string Source => "src/common/ini.c: a value is all behind '=', without the spaces around it";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("repo1-path=/pgbackrest/repo1", "repo1-path=/pgbackrest/repo1   # the castle's"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("repo1-path=/pgbackrest/repo1", "# the castle's\nrepo1-path=/pgbackrest/repo1"));

    /// <summary>What stands before the comment; null when there is none, or the value may hold such a text.</summary>
    public static string? Before(Setting setting) =>
        setting.Option.Option is { } option
        && option.Type is not (OptionType.Hash or OptionType.List or OptionType.Secret)
        && (option.Type != OptionType.Text || option.IsIndexed)
        && Comment().Match(setting.Value) is { Success: true, Index: > 0 } found
            ? setting.Value[..found.Index]
            : null;

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from setting in SettingBlock.In(set).SelectMany(b => b.Settings)
        let value = Before(setting)
        where value is not null
        select Found(setting.ValueAt, $"{setting.Name}: the comment is a part of the value", setting.Rewrite(value));

    [GeneratedRegex(@"\s+#")]
    private static partial Regex Comment();
}
