using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A script that is not there.</summary>
internal sealed class InitSqlMissingRule : LintRule
{
    public override string Id => "init-sql-missing";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "The field databaseInitSQL names a ConfigMap or a key that is not there.";

    public override string Why => "The operator writes an error into its own log, again and again, and goes no further with this cluster; nothing in its status says so.";

    public override string Remedy => "Put the script into a ConfigMap of that name and key, in the namespace of the cluster. A configMapGenerator needs disableNameSuffixHash: true.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/controller/postgrescluster/postgres.go (reconcileDatabaseInitSQL)";

    public override LintExample Bad { get; } = CrunchyExamples.WithSql("GRANT ALL ON SCHEMA public TO castle;", key: "setup.sql");

    public override LintExample Good { get; } = CrunchyExamples.WithSql("GRANT ALL ON SCHEMA public TO castle;");

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Manifest cluster in PgoCluster.In(set).Select(c => c.Manifest))
        {
            if (cluster.Scalar("spec", "databaseInitSQL", "name") is not YamlScalar name || cluster.Scalar("spec", "databaseInitSQL", "key") is not YamlScalar key || PgoSetting.IsUnknown(name.Text) || PgoSetting.IsUnknown(key.Text))
            {
                continue;
            }

            Manifest[] maps = [.. set.Named("ConfigMap", cluster.Namespace, name.Text)];
            if (maps.Length == 0 && set.SeesAll)
            {
                yield return Found(cluster.At(name), $"{cluster.Title} runs a script of the ConfigMap '{name.Text}', which no manifest makes");
            }
            else if (maps.Length > 0 && maps.All(m => m.Root.FindKey("data", key.Text) is null))
            {
                string[] keys = [.. maps.SelectMany(m => m.Entries("data")).Select(e => e.Key.Text)];
                yield return Found(cluster.At(key), $"{cluster.Title} runs the script '{key.Text}', which the ConfigMap '{name.Text}' does not have{(keys.Length > 0 ? $": it has {string.Join(", ", keys)}" : "")}")
                    with { Related = [maps[0].Place] };
            }
        }
    }
}
