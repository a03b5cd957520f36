using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A restore from another path.</summary>
internal sealed class DataSourcePathRule : LintRule
{
    public override string Id => "data-source-path";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A new cluster is restored from another path in the bucket than the one that backups go to.";

    public override string Why =>
        "The dataSource inherits nothing from backups: a repoN-path that is set in one of the two only meets the operator's default /pgbackrest/repoN in the other, and the restore ends in [055] and [075]. "
        + "Two paths that both exist bring the same old state back at every rebirth, and the second one ends in [045] because both choose the same timeline.";

    public override string Remedy => "Set the same repoN-path in spec.dataSource.pgbackrest.global and in spec.backups.pgbackrest.global.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/controller/postgrescluster/pgbackrest.go (createRestoreConfig) and internal/pgbackrest/config.go (defaultRepo1Path)";

    public override LintExample Bad { get; } = CrunchyExamples.First("      global:\n        repo1-path: /castle/repo1\n", "");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach ((PgoRepository origin, PgoRepository backups) in PgoDifference.Pairs(set))
        {
            if (!origin.IsExternal || PgoDifference.Of(origin, backups, "path", r => r.DefaultPath, (a, b) => a.Trim('/') == b.Trim('/')) is not PgoDifference found)
            {
                continue;
            }

            Manifest manifest = origin.Side.Cluster;
            if (IsClone(manifest.Name, found))
            {
                yield return Found(found.Place, $"{manifest.Title} is cloned from the path '{found.Source}' and backs up to its own '{found.Backups}': created again it is cloned from the old one once more, without all that it wrote since")
                    with { Severity = LintSeverity.Warning, Related = [found.Other] };
                continue;
            }

            string unset = found.IsExplicit ? "" : found.IsMissing ? ", the operator's default," : "";
            yield return Found(found.Place, $"{manifest.Title} is restored from the path '{found.Source}'{unset} but backs up to '{found.Backups}'", found.IsMissing ? Copy(origin, found.Backups) : null) with { Related = [found.Other] };
        }
    }

    // What backups say is where the data is; the restore only has to say it, too.
    private static LintFix? Copy(PgoRepository origin, string path)
    {
        string option = $"{origin.Name}-path: {NewEntry.Scalar(path)}";
        return origin.Side.Node.Mapping("global") is YamlMapping global ? NewEntry.Insert(origin.Side.Cluster, global, option)
            : origin.Side.Node.Find("global") is null ? NewEntry.Insert(origin.Side.Cluster, origin.Side.Node, $"global: {{ {option} }}")
            : null;
    }

    // The operator's own example of a clone: two paths, each with the name of its cluster.
    private static bool IsClone(string name, PgoDifference found) => found.IsExplicit && found.Backups.Split('/').Contains(name) && !found.Source.Split('/').Contains(name);
}
