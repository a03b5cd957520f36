namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A Secret without the credentials that the repository needs.</summary>
internal sealed class SecretKeysRule : LintRule
{
    public override string Id => "secret-without-key";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The mounted configuration lacks an option that the repository needs to be read.";

    public override string Why => "The restore ends in [037] restore command requires option: repo1-s3-key. A key without its secret is refused in the same way.";

    public override string Remedy => "Write repoN-s3-key and repoN-s3-key-secret (gcs: repoN-gcs-key; azure: repoN-azure-account and repoN-azure-key) into the *.conf of the Secret, with the number of the repository.";

    public override string Source => "https://pgbackrest.org/configuration.html#section-repository/option-repo-s3-key; [037] reproduced with pgBackRest 2.45";

    public override LintExample Bad { get; } = CrunchyExamples.First("          repo1-s3-key-secret={{ .secret }}\n", "").Changed("    - secretKey: secret\n      remoteRef: { key: S3_SECRET }\n", "");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        HashSet<(LintPlace, string)> told = [];
        foreach ((PgoCluster cluster, PgoRepository repository) in Credentials.Restoring(set))
        {
            // Only where all is in sight, and where no other number and no odd section is to blame.
            if (!repository.Side.IsVisible || repository.Side.Texts.Count == 0)
            {
                continue;
            }

            foreach (string option in Credentials.Needed(repository).Where(o => repository.Setting(o) is null))
            {
                ConfText text = repository.Side.Texts[0];
                if (RepositoryNumberRule.Strays(repository, option).Any() || SecretSectionRule.Misplaced(repository.Side).Any(o => o.Name == $"{repository.Name}-{option}") || !told.Add((text.At, $"{repository.Name}-{option}")))
                {
                    continue;
                }

                yield return Found(text.At, $"{text.Key} has no {repository.Name}-{option}, which {cluster.Manifest.Title} needs to read {repository.Name}") with { Related = [repository.Place] };
            }
        }
    }
}
