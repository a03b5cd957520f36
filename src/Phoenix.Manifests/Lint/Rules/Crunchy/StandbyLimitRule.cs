using System.Globalization;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A standby that is smaller than its primary was.</summary>
internal sealed class StandbyLimitRule : LintRule
{
    // PostgreSQL's own defaults: what a primary has that never set them.
    private static readonly Dictionary<string, int> Defaults = new(StringComparer.Ordinal)
    {
        ["max_connections"] = 100, ["max_worker_processes"] = 8, ["max_wal_senders"] = 10, ["max_locks_per_transaction"] = 64,
    };

    public override string Id => "standby-limit";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A standby sets a limit below PostgreSQL's default.";

    public override string Why => "During recovery these limits must be at least the primary's: otherwise the server does not start, or replay pauses for ever in the middle. (A restore by dataSource takes them from the backup, a standby does not.)";

    public override string Remedy => "Set at least what the primary had; pg_controldata of the backup names it. Lower it after the promotion.";

    public override string Source => "https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-ADMIN; https://github.com/CrunchyData/postgres-operator/blob/main/internal/pgbackrest/config.go (RestoreCommand)";

    public override LintExample Bad { get; } = Example(50);

    public override LintExample Good { get; } = Example(200);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoCluster cluster in PgoCluster.In(set).Where(c => c.IsStandby))
        {
            foreach ((string name, YamlScalar value, _) in Parameters.Of(cluster.Manifest))
            {
                if (Defaults.TryGetValue(name, out int least) && int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit < least)
                {
                    yield return Found(cluster.Manifest.At(value), $"{cluster.Manifest.Title} is a standby with {name} = {limit}: a primary with the default {least} cannot be replayed");
                }
            }
        }
    }

    private static LintExample Example(int connections) => CrunchyExamples.More(string.Create(CultureInfo.InvariantCulture,
        $"  standby: {{ enabled: true, repoName: repo1 }}\n  patroni: {{ dynamicConfiguration: {{ postgresql: {{ parameters: {{ max_connections: {connections} }} }} }} }}\n"));
}
