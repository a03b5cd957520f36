using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A repository that never lets anything go.</summary>
internal sealed class RetentionMissingRule : LintRule
{
    public override string Id => "cluster-retention-missing";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "An external repository with scheduled backups has no retention.";

    public override string Why => "Nothing is ever expired: the bucket grows until it is full or somebody tidies it up by hand, which is how backups lose the WAL that they need.";

    public override string Remedy => "Set repoN-retention-full (and repoN-retention-full-type) in spec.backups.pgbackrest.global.";

    public override string Source => "https://pgbackrest.org/configuration.html#section-repository/option-repo-retention-full";

    public override LintExample Bad { get; } = CrunchyExamples.First("        repo1-retention-full: \"14\"\n        repo1-retention-full-type: time\n", "");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from cluster in PgoCluster.In(set)
        from repository in cluster.Backups?.Repositories ?? []
        where repository.IsExternal && repository.Node.Mapping("schedules") is not null
        where repository.Setting("retention-full") is null && repository.Setting("retention-diff") is null && repository.Setting("retention-archive") is null
        select Found(repository.Place, $"{repository.Name} of {cluster.Manifest.Title} has no {repository.Name}-retention-full: it grows for ever");
}
