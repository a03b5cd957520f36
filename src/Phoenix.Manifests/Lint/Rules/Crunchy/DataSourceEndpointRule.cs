namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A restore from another S3 server.</summary>
internal sealed class DataSourceEndpointRule : LintRule
{
    public override string Id => "data-source-endpoint";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A new cluster is restored from another S3 endpoint than the one that backups go to.";

    public override string Why => "A bucket of the same name on another server is another bucket: the restore finds no stanza there ([055], [075]), or an old one.";

    public override string Remedy => "Name one endpoint on both sides. Where two names do lead to one server, use the one that works from inside the new cluster.";

    public override string Source => "Reproduced with pgBackRest 2.45; https://pgbackrest.org/configuration.html#section-repository/option-repo-s3-endpoint";

    public override LintExample Bad { get; } = CrunchyExamples.First("endpoint: s3.eu-central-1.amazonaws.com", "endpoint: minio.old-castle.example.org");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach ((PgoRepository origin, PgoRepository backups) in PgoDifference.Pairs(set))
        {
            if (origin.Storage == "s3" && backups.Storage == "s3" && origin.Endpoint is PgoSetting from && backups.Endpoint is PgoSetting to
                && PgoDifference.Of(from.Text, to.Text, from.Place, to.Place, IsSame) is PgoDifference found)
            {
                yield return Found(found.Place, $"{origin.Side.Cluster.Title} is restored from the endpoint '{found.Source}', but backs up to '{found.Backups}'") with { Related = [found.Other] };
            }
        }
    }

    // Amazon's endpoints all lead to one space of buckets: the region is compared by its own rule.
    private static bool IsSame(string a, string b) => Host(a) == Host(b) || (IsAmazon(a) && IsAmazon(b));

    private static bool IsAmazon(string endpoint) => Host(endpoint).EndsWith(".amazonaws.com", StringComparison.Ordinal);

    private static string Host(string endpoint)
    {
        int scheme = endpoint.IndexOf("://", StringComparison.Ordinal);
        return (scheme < 0 ? endpoint : endpoint[(scheme + 3)..]).TrimEnd('/', '.').ToLowerInvariant();
    }
}
