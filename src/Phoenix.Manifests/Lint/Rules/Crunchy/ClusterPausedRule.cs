using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A cluster that was stopped in its manifest.</summary>
internal sealed class ClusterPausedRule : LintRule
{
    public override string Id => "cluster-paused";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The cluster is paused or shut down in its manifest.";

    public override string Why => "With paused the operator does nothing at all for a cluster, a new one included: no restore, no server. With shutdown all of its workloads have no pods, so the database never comes up. Both were meant for an hour of work.";

    public override string Remedy => "Remove spec.paused and spec.shutdown, or set them to false.";

    public override string Source => "https://access.crunchydata.com/documentation/postgres-operator/latest/tutorials/cluster-management/administrative-tasks; custom resource definition of PostgresCluster 6.0.3";

    public override LintExample Bad { get; } = CrunchyExamples.More("  shutdown: true\n");

    public override LintExample Good { get; } = CrunchyExamples.More("  shutdown: false\n");

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from cluster in PgoCluster.In(set)
        from field in new[] { "paused", "shutdown" }
        where cluster.Manifest.Root.Flag("spec", field) == true
        select Found(cluster.Manifest.Near("spec", field), $"{cluster.Manifest.Title} has {field}: true: it does not come up at a rebirth");
}
