namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A path that pgBackRest refuses.</summary>
internal sealed class PathRule : LintRule
{
    public override string Id => "pgbackrest-path";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A path does not begin with / or holds //.";

    public override string Why =>
        "Every command, the restore too, ends with [032] must begin with / or [032] cannot contain //. The keys in the bucket show no leading slash, because pgBackRest takes it off: in the configuration it must be there.";

    public override string Remedy => "Write /pgbackrest/repo1, for the same place in the bucket. A slash at the end does no harm.";

    public override string Source => "tried with pgBackRest 2.45; src/config/parse.c ('must begin with /', 'cannot contain //')";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("repo1-path=/pgbackrest/repo1", "repo1-path=pgbackrest/repo1"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("repo1-path=/pgbackrest/repo1", "repo1-path=/pgbackrest/repo1/"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Setting setting in SettingBlock.In(set).SelectMany(b => b.Settings))
        {
            if (setting.Option is { Key: not null, IsNegated: false, IsReset: false, Option: { Type: OptionType.Path } option }
                && option.Section != OptionSection.CommandLine && setting.Value.Length > 0 && !setting.IsOpen && setting.IsBare)
            {
                if (setting.Value[0] != '/')
                {
                    // Where a repository is meant to be is plain; where a relative path of a machine starts is not.
                    string meant = "/" + Single(setting.Value);
                    yield return Found(setting.ValueAt, $"{setting.Name}: '{setting.Value}' must begin with /", option.Name == "repo-path" ? setting.Rewrite(meant) : null);
                }
                else if (setting.Value.Contains("//", StringComparison.Ordinal))
                {
                    yield return Found(setting.ValueAt, $"{setting.Name}: '{setting.Value}' must not hold //", setting.Rewrite(Single(setting.Value)));
                }
            }
        }
    }

    private static string Single(string path)
    {
        while (path.Contains("//", StringComparison.Ordinal))
        {
            path = path.Replace("//", "/", StringComparison.Ordinal);
        }

        return path;
    }
}
