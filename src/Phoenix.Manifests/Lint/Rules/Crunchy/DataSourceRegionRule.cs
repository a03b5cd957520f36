namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A restore with another region.</summary>
internal sealed class DataSourceRegionRule : LintRule
{
    public override string Id => "data-source-region";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A new cluster is restored with another S3 region than the one that backups use.";

    public override string Why => "Requests are signed for the region: Amazon refuses those for a wrong one, and the restore finds no backup. Other servers may not look at it.";

    public override string Remedy => "Name the bucket's region on both sides.";

    public override string Source => "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (AuthorizationHeaderMalformed)";

    public override LintExample Bad { get; } = CrunchyExamples.Each("endpoint: s3.eu-central-1.amazonaws.com", "endpoint: s3.amazonaws.com").Changed("region: eu-central-1", "region: eu-west-1");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach ((PgoRepository origin, PgoRepository backups) in PgoDifference.Pairs(set))
        {
            if (origin.Storage == "s3" && backups.Storage == "s3" && origin.Region is PgoSetting from && backups.Region is PgoSetting to
                && PgoDifference.Of(from.Text, to.Text, from.Place, to.Place) is PgoDifference found)
            {
                bool isAmazon = origin.Endpoint?.Text.Contains("amazonaws.com", StringComparison.OrdinalIgnoreCase) == true;
                yield return Found(found.Place, $"{origin.Side.Cluster.Title} is restored with the region '{found.Source}', but backs up with '{found.Backups}'")
                    with { Severity = isAmazon ? LintSeverity.Error : LintSeverity.Warning, Related = [found.Other] };
            }
        }
    }
}
