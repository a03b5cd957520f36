namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>An encrypted repository without its passphrase.</summary>
internal sealed class CipherPassMissingRule : LintRule
{
    public override string Id => "cipher-pass-missing";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The repository is encrypted, but the mounted configuration holds no passphrase.";

    public override string Why => "A restore ends in [037] restore command requires option: repo1-cipher-pass; nothing in the repository can be read without it.";

    public override string Remedy => "Write repoN-cipher-pass into the *.conf of a Secret that is mounted on this side, from a place that outlives the wipe.";

    public override string Source => "https://pgbackrest.org/configuration.html#section-repository/option-repo-cipher-pass";

    public override LintExample Bad { get; } = CrunchyExamples.Encrypted.WithOwnKeys("s3.conf");

    public override LintExample Good { get; } = CrunchyExamples.Encrypted;

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from pair in Credentials.Restoring(set)
        let repository = pair.Repository
        where repository.Setting("cipher-type") is PgoSetting { IsOpen: false } type && type.Text != "none"
        where repository.Setting("cipher-pass") is null && repository.Side.IsVisible && !SecretSectionRule.Misplaced(repository.Side).Any(o => o.Name == $"{repository.Name}-cipher-pass")
        select Found(repository.Setting("cipher-type")!.Place, $"{pair.Cluster.Manifest.Title} reads {repository.Name} with {repository.Setting("cipher-type")!.Text}, but {repository.Side.Title} gives no {repository.Name}-cipher-pass");
}
