using System.Globalization;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>WAL that goes before the backups that need it.</summary>
internal sealed class RetentionArchiveRule : LintRule
{
    public override string Id => "pgbackrest-retention-archive";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "WAL is kept for fewer backups than there are.";

    public override string Why => "From an older backup a restore reaches its own end and not one transaction further: neither the present nor a target of the past.";

    public override string Remedy => "Leave repoN-retention-archive and repoN-retention-archive-type out: WAL then expires with its full backup.";

    public override string Source => "https://pgbackrest.org/configuration.html#section-repository (repo-retention-archive: 'not recommended')";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("repo1-retention-full=4", "repo1-retention-full=4\nrepo1-retention-archive=2"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("repo1-retention-full=4", "repo1-retention-full=4\nrepo1-retention-archive=4"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (SettingBlock block in SettingBlock.In(set))
        {
            foreach (int index in block.Repositories)
            {
                if (block.Find($"repo{index}-retention-archive-type") is { Value: "diff" or "incr" } type)
                {
                    yield return Found(type.ValueAt, $"repo{index} counts {type.Value} backups for its WAL: that of older ones goes before they do");
                }
                else if (block.Find($"repo{index}-retention-full-type") is null or { Value: "count" }
                    && Number(block.Find($"repo{index}-retention-archive")) is int kept
                    && Number(block.Find($"repo{index}-retention-full")) is int full
                    && kept < full)
                {
                    Setting archive = block.Find($"repo{index}-retention-archive")!;
                    yield return Found(archive.ValueAt, string.Create(CultureInfo.InvariantCulture, $"repo{index} keeps {full} full backups and the WAL of {kept}"), archive.Remove());
                }
            }
        }
    }

    private static int? Number(Setting? setting) => int.TryParse(setting?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
