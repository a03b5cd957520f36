namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A restore that addresses the bucket in another way.</summary>
internal sealed class DataSourceUriStyleRule : LintRule
{
    public override string Id => "data-source-uri-style";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "Restore and backups do not address the bucket in the same way.";

    public override string Why => "Without repoN-s3-uri-style=path pgBackRest puts the bucket's name before the host's: a server that answers to its one name only is then not found, or its certificate does not match ([095]).";

    public override string Remedy => "Set the same repoN-s3-uri-style in spec.dataSource.pgbackrest.global and in spec.backups.pgbackrest.global.";

    public override string Source => "https://pgbackrest.org/configuration.html#section-repository/option-repo-s3-uri-style";

    public override LintExample Bad { get; } = CrunchyExamples.Last("repo1-path: /castle/repo1", "repo1-path: /castle/repo1\n        repo1-s3-uri-style: path");

    public override LintExample Good { get; } = CrunchyExamples.Each("repo1-path: /castle/repo1", "repo1-path: /castle/repo1\n        repo1-s3-uri-style: path");

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach ((PgoRepository origin, PgoRepository backups) in PgoDifference.Pairs(set))
        {
            foreach (string option in new[] { "s3-uri-style", "azure-uri-style" })
            {
                if (PgoDifference.Of(origin, backups, option, _ => "host") is PgoDifference found)
                {
                    yield return Found(found.Place, $"{origin.Side.Cluster.Title} is restored with {origin.Name}-{option} '{found.Source}', but backs up with '{found.Backups}'") with { Related = [found.Other] };
                }
            }
        }
    }
}
