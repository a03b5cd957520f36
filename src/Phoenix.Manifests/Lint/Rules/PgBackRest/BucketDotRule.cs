namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A bucket with a dot in its name.</summary>
internal sealed class BucketDotRule : LintRule
{
    public override string Id => "s3-bucket-dot";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The bucket's name has a dot.";

    public override string Why =>
        "A wildcard certificate covers one label only, so pgBackRest refuses the name while it verifies TLS: [032] RFC-2818 forbids dots in wildcard matches. Before 2.58 it does so in path style, too.";

    public override string Remedy => "Use a bucket without dots. Since 2.58 repoN-s3-uri-style=path will do as well.";

    public override string Source => "src/config/load.c ('RFC-2818 forbids dots in wildcard matches'); release notes of 2.58";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("repo1-s3-bucket=castle-backups", "repo1-s3-bucket=castle.backups"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (S3Repository repository in S3Repository.In(set).Where(r => r is { Bucket.IsOpen: false, VerifiesTls: true }))
        {
            if (repository.Bucket!.Value.Contains('.', StringComparison.Ordinal) && repository.IsPathStyle is bool pathStyle && repository.Bucket.IsBare)
            {
                yield return Found(repository.Bucket.ValueAt, $"bucket '{repository.Bucket.Value}' has a dot: pgBackRest refuses it{(pathStyle ? " before 2.58" : " in host style")}")
                    with { Severity = pathStyle ? LintSeverity.Warning : LintSeverity.Error };
            }
        }
    }
}
