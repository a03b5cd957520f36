using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A standby without a source.</summary>
internal sealed class StandbyRepositoryRule : LintRule
{
    public override string Id => "standby-repository";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A standby names a repository that the cluster does not have, or neither a repository nor a host.";

    public override string Why => "It is made from the repositories of spec.backups.pgbackrest alone: without that one it is never bootstrapped.";

    public override string Remedy => "Name one of spec.backups.pgbackrest.repos under spec.standby.repoName.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/patroni/config.go (standby_cluster); https://access.crunchydata.com/documentation/postgres-operator/latest/tutorials/backups-disaster-recovery/disaster-recovery";

    public override LintExample Bad { get; } = CrunchyExamples.More("  standby: { enabled: true, repoName: repo2 }\n");

    public override LintExample Good { get; } = CrunchyExamples.More("  standby: { enabled: true, repoName: repo1 }\n");

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoCluster cluster in PgoCluster.In(set).Where(c => c.IsStandby))
        {
            Manifest manifest = cluster.Manifest;
            YamlScalar? name = manifest.Scalar("spec", "standby", "repoName");
            if (name is null && manifest.Scalar("spec", "standby", "host") is null)
            {
                yield return Found(manifest.Near("spec", "standby"), $"{manifest.Title} is a standby of nothing: it has neither repoName nor host");
            }
            else if (name is not null && !PgoSetting.IsUnknown(name.Text) && (cluster.Backups is null || cluster.Backups.Repositories.All(r => r.Name != name.Text && !PgoSetting.IsUnknown(r.Name))))
            {
                yield return Found(manifest.At(name), $"{manifest.Title} is a standby from {name.Text}, which is none of its repositories");
            }
        }
    }
}
