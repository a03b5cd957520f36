using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>Credentials that only backups have.</summary>
internal sealed class DataSourceInheritsRule : LintRule
{
    public override string Id => "data-source-inherits-nothing";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The credentials stand under spec.backups only.";

    public override string Why => "The restore Job of a new cluster mounts nothing but spec.dataSource.pgbackrest.configuration: backups work for months, and the one restore that matters ends in [037].";

    public override string Remedy => "Repeat the list configuration of spec.backups.pgbackrest under spec.dataSource.pgbackrest.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/pgbackrest/reconcile.go (AddConfigToRestorePod); [037] reproduced with pgBackRest 2.45";

    public override LintExample Bad { get; } = CrunchyExamples.First("      configuration:\n        - secret: { name: castle-s3 }\n", "");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoCluster cluster in PgoCluster.In(set))
        {
            if (cluster is { Source.Configuration.Count: 0, Origin: PgoRepository origin, Backups.Configuration.Count: > 0 } && Credentials.Needed(origin).Any(o => origin.Setting(o) is null))
            {
                Manifest manifest = cluster.Manifest;
                yield return Found(manifest.Near("spec", "dataSource", "pgbackrest"), $"{manifest.Title} has its credentials under backups only: the restore inherits none of them", Copy(cluster.Source!, cluster.Backups))
                    with { Related = [manifest.Near("spec", "backups", "pgbackrest", "configuration")] };
            }
        }
    }

    // Certain only for whole Secrets and ConfigMaps of the same storage, written in one line.
    private static LintFix? Copy(PgoSide source, PgoSide backups)
    {
        List<string> entries = [];
        foreach (YamlValue entry in backups.Node.Items("configuration"))
        {
            string kind = entry.Mapping("secret") is not null ? "secret" : "configMap";
            if (entry.Entries().Count != 1 || entry.Entries(kind) is not [(var key, YamlScalar name)] || key.Text != "name" || PgoSetting.IsUnknown(name.Text))
            {
                return null;
            }

            entries.Add($"{{ {kind}: {{ name: {NewEntry.Scalar(name.Text)} }} }}");
        }

        return source.Node.Find("configuration") is null ? NewEntry.Insert(source.Cluster, source.Node, $"configuration: [{string.Join(", ", entries)}]") : null;
    }
}
