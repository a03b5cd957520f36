namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A restore that reads an encrypted repository as if it were not, or the other way round.</summary>
internal sealed class DataSourceCipherRule : LintRule
{
    public override string Id => "data-source-cipher";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "Restore and backups do not agree on how the repository is encrypted.";

    public override string Why => "The restore cannot read backup.info: it ends in [075] behind a WARN with FormatError or CryptoError, which looks like a damaged repository.";

    public override string Remedy => "Set the same repoN-cipher-type in spec.dataSource.pgbackrest.global and in spec.backups.pgbackrest.global, and mount the Secret with repoN-cipher-pass on both sides.";

    public override string Source => "https://pgbackrest.org/configuration.html#section-repository/option-repo-cipher-type; reproduced with pgBackRest 2.45";

    public override LintExample Bad { get; } = CrunchyExamples.First("  repo1-s3-key-secret={{ .secret }}\n", "  repo1-s3-key-secret={{ .secret }}\n          repo1-cipher-pass={{ .secret }}\n")
        .Changed("repo1-retention-full: \"14\"", "repo1-retention-full: \"14\"\n        repo1-cipher-type: aes-256-cbc");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach ((PgoRepository origin, PgoRepository backups) in PgoDifference.Pairs(set))
        {
            if (PgoDifference.Of(origin, backups, "cipher-type", _ => "none") is PgoDifference found)
            {
                yield return Found(found.Place, $"{origin.Side.Cluster.Title} is restored with {origin.Name}-cipher-type '{found.Source}', but backs up with '{found.Backups}'") with { Related = [found.Other] };
            }
        }
    }
}
