using System.Runtime.CompilerServices;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>Settings of pgBackRest that stand together: one pgbackrest.conf, or one <c>global</c> of a PostgresCluster.</summary>
/// <param name="Owner">The object that holds them; null for a file.</param>
/// <param name="At">Where they begin.</param>
/// <param name="Settings">The settings.</param>
/// <param name="Sections">The section lines; none for <c>global</c>.</param>
internal sealed record SettingBlock(Manifest? Owner, LintPlace At, IReadOnlyList<Setting> Settings, IReadOnlyList<(string Name, LintPlace At)> Sections)
{
    private const string Group = "postgres-operator.crunchydata.com";

    // Many rules ask the same of one set.
    private static readonly ConditionalWeakTable<LintSet, IReadOnlyList<SettingBlock>> Known = new();

    /// <summary>Whether it is a file that stands for itself: both a repository and a server are in it, so that what is missing is missing.</summary>
    public bool IsWhole => Owner is null && !IsTemplate && Settings.Any(s => s.Option.Option?.Name == "pg-path") && Settings.Any(s => s.Option.Option is { IsIndexed: true } o && o.Name.StartsWith("repo-", StringComparison.Ordinal));

    /// <summary>Whether it is <c>global</c> of a PostgresCluster, to which the operator adds type, bucket and more.</summary>
    public bool IsOperators => Part is not null;

    /// <summary>Whether lines of a template language are in it: which of its lines will be there is not known.</summary>
    public bool IsTemplate { get; init; }

    /// <summary>The section of a PostgresCluster's <c>global</c>: <c>dataSource</c> or <c>backups</c>; null for a conf.</summary>
    public string? Part { get; init; }

    /// <summary>The numbers of the repositories that are spoken of, in their order.</summary>
    public IReadOnlyList<int> Repositories =>
        [.. Settings.Where(s => s.Option is { Option: { IsIndexed: true } o } && o.Name.StartsWith("repo-", StringComparison.Ordinal)).Select(s => s.Option.Index ?? 1).Distinct().Order()];

    /// <summary>The first setting of today's name with its number, whatever name it is written under.</summary>
    public Setting? Find(string key) => Settings.FirstOrDefault(s => s.Option.Key == key && !s.Option.IsNegated && !s.Option.IsReset);

    /// <summary>All blocks. A <c>*.conf</c> of some other program is none: at least one option in <c>[global]</c>, or of a repository or a server, is known.</summary>
    public static IReadOnlyList<SettingBlock> In(LintSet set) => Known.GetValue(set, s => [.. ReadConfs(s), .. ReadGlobals(s)]);

    /// <summary>The texts in the format of pgbackrest.conf.</summary>
    public static IEnumerable<SettingBlock> Confs(LintSet set) => In(set).Where(b => !b.IsOperators);

    /// <summary><c>global</c> of every PostgresCluster.</summary>
    public static IEnumerable<SettingBlock> Globals(LintSet set) => In(set).Where(b => b.IsOperators);

    private static IEnumerable<SettingBlock> ReadConfs(LintSet set) =>
        from conf in set.Confs
        let block = new SettingBlock(conf.Owner, conf.At, [.. conf.Options.Select(Setting.Of)], conf.Sections) { IsTemplate = conf.Odd.Any(o => IsOfTemplate(o.Line)) }
        where block.IsPgBackRests
        select block;

    private static IEnumerable<SettingBlock> ReadGlobals(LintSet set)
    {
        foreach (Manifest cluster in set.OfKind("PostgresCluster", Group))
        {
            foreach (string part in new[] { "dataSource", "backups" })
            {
                if (cluster.Mapping("spec", part, "pgbackrest", "global") is YamlMapping global)
                {
                    Setting[] settings = [.. global.Entries.Where(e => e.Value is YamlScalar).Select(e => Setting.Of(cluster, e.Key, (YamlScalar)e.Value))];
                    yield return new SettingBlock(cluster, cluster.Near("spec", part, "pgbackrest", "global"), settings, []) { Part = part };
                }
            }
        }
    }

    /// <summary>Whether a line belongs to a template language and not to the file that is made from it.</summary>
    public static bool IsOfTemplate(string line) => YamlLookup.IsOpen(line) || line.Contains("{%", StringComparison.Ordinal) || line.Contains("<%", StringComparison.Ordinal) || line.Contains("{#", StringComparison.Ordinal);

    private bool IsPgBackRests => Settings.Any(s => s.Option is { Option: { } option, LacksIndex: false } && (s.IsGlobal || option.IsIndexed));
}
