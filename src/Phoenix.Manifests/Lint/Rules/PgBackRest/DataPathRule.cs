using System.Globalization;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A stanza whose data directory is not named.</summary>
internal sealed class DataPathRule : LintRule
{
    public override string Id => "pgbackrest-data-path";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A stanza speaks of a server and does not say where its data directory is.";

    public override string Why => "A restore ends with [037] restore command requires option: pg1-path.";

    public override string Remedy => "Add pg1-path to the stanza's section; further servers are pg2-path and so on.";

    public override string Source => "https://pgbackrest.org/configuration.html#section-stanza/option-pg-path";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("pg1-path=/var/lib/postgresql/16/main", "pg1-port=5432"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("pg1-path=/var/lib/postgresql/16/main", "pg1-path=/var/lib/postgresql/16/main\npg1-port=5432"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        // conf.d may have a stanza in parts, over several files.
        HashSet<(string Stanza, int Index)> named = [.. Servers(set).Where(s => s.Setting.Option.Option!.Name == "pg-path").Select(s => (s.Stanza, s.Index))];
        foreach (var server in Servers(set).Where(s => s.Block.Owner is null && !named.Contains((s.Stanza, s.Index))).DistinctBy(s => (s.Stanza, s.Index)))
        {
            yield return Found(server.Setting.At, string.Create(CultureInfo.InvariantCulture, $"[{server.Stanza}] has '{server.Setting.Name}' and no pg{server.Index}-path"));
        }
    }

    private static IEnumerable<(SettingBlock Block, string Stanza, int Index, Setting Setting)> Servers(LintSet set) =>
        from block in SettingBlock.Confs(set)
        from setting in block.Settings
        where !setting.IsGlobal && setting.Section.Length > 0 && setting.Option is { Key: not null, Option: { IsIndexed: true, Section: OptionSection.Stanza } }
        select (block, setting.Section.Split(':')[0], setting.Option.Index ?? 1, setting);
}
