namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>Commits that wait for somebody who is gone.</summary>
internal sealed class SynchronousNamesRule : LintRule
{
    public override string Id => "synchronous-standby-names";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The parameter synchronous_standby_names is set by hand.";

    public override string Why => "The reborn server waits for a standby or a WAL receiver that does not exist yet, or never again: it reads, and every commit hangs. The definition of PostgresCluster refuses it under spec.config altogether.";

    public override string Remedy => "Let Patroni choose it (synchronous_mode: true), or set it after the rebirth, when the receiver is connected.";

    public override string Source => "https://www.postgresql.org/docs/current/runtime-config-replication.html#GUC-SYNCHRONOUS-STANDBY-NAMES; hanging commits after a restore reproduced with PostgreSQL 15";

    public override LintExample Bad { get; } = CrunchyExamples.More("  patroni: { dynamicConfiguration: { postgresql: { parameters: { synchronous_standby_names: wal_receiver } } } }\n");

    public override LintExample Good { get; } = CrunchyExamples.More("  patroni: { dynamicConfiguration: { synchronous_mode: true } }\n");

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from cluster in PgoCluster.In(set)
        from parameter in Parameters.Of(cluster.Manifest)
        where parameter.Name == "synchronous_standby_names" && parameter.Value.Text.Trim().Trim('\'').Length > 0
        select Found(cluster.Manifest.At(parameter.Value), parameter.IsConfig
            ? $"{cluster.Manifest.Title} sets synchronous_standby_names under spec.config, which the API server refuses"
            : $"{cluster.Manifest.Title} waits for '{parameter.Value.Text}' at each commit: reborn without it, no commit returns");
}
