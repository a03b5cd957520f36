namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>An endpoint with what does not belong into it.</summary>
internal sealed class EndpointFormRule : LintRule
{
    public override string Id => "s3-endpoint-form";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "The S3 endpoint has a path, or goes without TLS.";

    public override string Why =>
        "A path behind the endpoint's host is ignored: the repository is not where the address seems to say. http:// is refused before 2.58, and since then sends all data in the clear.";

    public override string Remedy => "Write the host alone, and the place in the bucket as repoN-path.";

    public override string Source => "https://github.com/pgbackrest/pgbackrest/issues/2473; release notes of 2.58 (HTTP support for S3); src/common/io/http/url.c";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("s3.eu-central-1.amazonaws.com", "https://s3.example.org/castle"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("s3.eu-central-1.amazonaws.com", "https://s3.example.org"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Setting endpoint in S3Repository.In(set).Select(r => r.Endpoint).OfType<Setting>().Where(e => !e.IsOpen && e.IsBare))
        {
            if (EndpointText.Path(endpoint.Value) is { Length: > 1 } path)
            {
                yield return Found(endpoint.ValueAt, $"'{path}' behind the endpoint's host is ignored");
            }

            if (EndpointText.Scheme(endpoint.Value) is string scheme && scheme != "https")
            {
                yield return Found(endpoint.ValueAt, $"'{scheme}://' is refused before pgBackRest 2.58, and is not encrypted since");
            }
        }
    }
}
