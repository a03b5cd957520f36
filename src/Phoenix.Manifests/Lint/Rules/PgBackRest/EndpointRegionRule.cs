using System.Text.RegularExpressions;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A region that is not the endpoint's.</summary>
internal sealed partial class EndpointRegionRule : LintRule
{
    public override string Id => "s3-endpoint-region";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The region is not the one that the endpoint of AWS names.";

    public override string Why => "Requests are signed for the region, and AWS refuses those of another one: 400 AuthorizationHeaderMalformed. A restore shows it as [075] no backup set found to restore.";

    public override string Remedy => "Write the bucket's region in both.";

    public override string Source => "https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html (AuthorizationHeaderMalformed)";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("repo1-s3-region=eu-central-1", "repo1-s3-region=us-east-1"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("s3.eu-central-1.amazonaws.com", "s3.amazonaws.com"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (S3Repository repository in S3Repository.In(set).Where(r => r is { Endpoint.IsOpen: false, Region.IsOpen: false }))
        {
            Match named = Aws().Match(EndpointText.Host(repository.Endpoint!.Value));
            if (named.Success && named.Groups["region"].Value != repository.Region!.Value && repository.Region.IsBare)
            {
                yield return Found(repository.Region.ValueAt, $"region '{repository.Region.Value}' is not that of the endpoint '{repository.Endpoint.Value}'") with { Related = [repository.Endpoint.ValueAt] };
            }
        }
    }

    [GeneratedRegex(@"\As3[.-](dualstack\.)?(?<region>[a-z]{2}(-[a-z]+)+-[0-9])\.amazonaws\.com(\.cn)?\z")]
    private static partial Regex Aws();
}
