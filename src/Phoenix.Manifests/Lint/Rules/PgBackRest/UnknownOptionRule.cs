namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A misspelt option in a file.</summary>
internal sealed class UnknownOptionRule : LintRule
{
    public override string Id => "pgbackrest-unknown-option";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "An option of a pgBackRest configuration does not exist.";

    public override string Why =>
        "It is ignored with nothing but the warning 'configuration file contains invalid option': the default holds instead. Of an option that says where the repository is, that is another repository.";

    public override string Remedy => "Write the option's name as in pgBackRest's configuration reference.";

    public override string Source => "https://pgbackrest.org/configuration.html; src/config/parse.c (LOG_WARN for an option that is not found); options of " + PgBackRestOptions.Versions;

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("repo1-s3-region=", "repo1-s3-region=eu-central-1\nrepo1-s3-uristyle=path\n#"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("repo1-s3-region=", "repo1-s3-uri-style=path\nrepo1-s3-region="));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Setting setting in SettingBlock.In(set).SelectMany(b => b.Settings).Where(s => s.Option.Option is null && s.Section.Length > 0 && !SettingBlock.IsOfTemplate(s.Name)))
        {
            (string Name, bool IsSure)? near = OptionSpelling.Nearest(setting.Option);
            string hint = near is { } n ? $"; did you mean '{n.Name}'?" : "";

            // A name that is far from all others may be an option of a version that is not known here.
            bool grave = near is { } meant && OptionName.Parse(meant.Name).Option is { IsIndexed: true };
            yield return Found(setting.At, $"pgBackRest has no option '{setting.Name}'{hint}", near is { IsSure: true } sure ? setting.Rename(sure.Name) : null)
                with { Severity = grave ? LintSeverity.Error : LintSeverity.Warning };
        }
    }
}
