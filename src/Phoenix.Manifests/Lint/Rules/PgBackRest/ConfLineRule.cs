namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A line that pgBackRest cannot read.</summary>
internal sealed class ConfLineRule : LintRule
{
    public override string Id => "pgbackrest-conf-line";

    public override LintSeverity Severity => LintSeverity.Error;

    public override bool ShowsSecret => true;

    public override string What => "A line of a pgbackrest.conf is no section, no comment and no option, or stands before the first section.";

    public override string Why => "The file is refused as a whole: every command ends with [029] missing '=' in key/value, or key/value found outside of section.";

    public override string Remedy => "Write option=value below a [section]; only # at the beginning of a line makes a comment.";

    public override string Source => "src/common/ini.c";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\n; the castle's own repository"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\n# the castle's own repository"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        HashSet<LintPlace> known = [.. SettingBlock.Confs(set).Select(b => b.At)];
        foreach (ConfText conf in set.Confs.Where(c => known.Contains(c.At)))
        {
            foreach ((string line, LintPlace at) in conf.Odd.Where(o => !SettingBlock.IsOfTemplate(o.Line)))
            {
                yield return Found(at, line.StartsWith(';') ? "';' begins no comment in a pgbackrest.conf: write #" : "this line is no section, no comment and no option=value");
            }

            foreach (ConfOption option in conf.Options.Where(o => o.Section.Length == 0).Take(1))
            {
                yield return Found(option.At, $"'{option.Name}' stands before the first section");
            }
        }
    }
}
