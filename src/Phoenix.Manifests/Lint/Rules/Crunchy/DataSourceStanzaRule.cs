using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A restore from a stanza that the operator never writes.</summary>
internal sealed class DataSourceStanzaRule : LintRule
{
    public override string Id => "data-source-stanza";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A new cluster is restored from a stanza other than db.";

    public override string Why => "The operator archives and backs up to the stanza db, always. Another stanza does not exist in its repository ([055], [075]), or it is another system's: then every rebirth brings that old state back.";

    public override string Remedy => "Set stanza: db. For a move from another system keep the stanza for that one time, and set db before the next wipe.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/pgbackrest/config.go (DefaultStanzaName)";

    public override LintExample Bad { get; } = CrunchyExamples.First("stanza: db", "stanza: castle");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoCluster cluster in PgoCluster.In(set))
        {
            // Without an external repository of its own the cluster writes no stanza that a rebirth could use.
            if (cluster is { Source: PgoSide source, Counterpart: not null } && source.Node.Scalar("stanza") is YamlScalar stanza && stanza.Text != "db" && !PgoSetting.IsUnknown(stanza.Text))
            {
                yield return Found(cluster.Manifest.At(stanza), $"{cluster.Manifest.Title} is restored from the stanza '{stanza.Text}', but the operator archives to 'db'", cluster.Manifest.Replace(stanza, "db"));
            }
        }
    }
}
