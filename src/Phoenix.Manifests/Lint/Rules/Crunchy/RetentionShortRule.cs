using System.Globalization;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A retention that a newcomer outlives.</summary>
internal sealed class RetentionShortRule : LintRule
{
    public override string Id => "cluster-retention-short";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "The retention keeps one full backup, or less than two days.";

    public override string Why =>
        "The next full backup deletes the only other one and all of its WAL, in one run. Where that next one is an empty newcomer's, or of a database that was already damaged, the data is gone before anybody has looked.";

    public override string Remedy => "Keep at least two full backups, better as many days as it takes to notice a loss: repoN-retention-full-type: time and repoN-retention-full: \"14\".";

    public override string Source => "https://pgbackrest.org/configuration.html#section-repository/option-repo-retention-full; reproduced with pgBackRest 2.45";

    public override LintExample Bad { get; } = CrunchyExamples.First("        repo1-retention-full: \"14\"\n        repo1-retention-full-type: time\n", "        repo1-retention-full: \"1\"\n");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoRepository repository in PgoCluster.In(set).Where(c => c.Backups is not null).SelectMany(c => c.Backups!.Repositories).Where(r => r.IsExternal))
        {
            if (repository.Setting("retention-full") is not PgoSetting keep || !int.TryParse(keep.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) || repository.Setting("retention-full-type") is { IsOpen: true })
            {
                continue;
            }

            bool isTime = repository.Setting("retention-full-type")?.Text == "time";
            if (count < 2)
            {
                yield return Found(keep.Place, $"{repository.Name} of {repository.Side.Cluster.Title} keeps {count} {(isTime ? "day" : "full backup")}{(count == 1 ? "" : "s")}: the next full backup deletes what there was before");
            }
        }
    }
}
