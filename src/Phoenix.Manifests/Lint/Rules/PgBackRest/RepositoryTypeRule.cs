namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>Options of S3 without the type.</summary>
internal sealed class RepositoryTypeRule : LintRule
{
    public override string Id => "pgbackrest-repository-type";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A repository has a bucket and no repoN-type.";

    public override string Why => "The type is posix then, and all options of the bucket are ignored without a word: backups go to a folder of the machine that is about to be wiped.";

    public override string Remedy => "Add repoN-type=s3 (or gcs, azure).";

    public override string Source => "https://pgbackrest.org/configuration.html#section-repository (repo-type, default posix)";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("repo1-type=s3\n", ""));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf);

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from block in SettingBlock.Confs(set)
        where block.IsWhole
        from index in block.Repositories
        where block.Find($"repo{index}-type") is null && block.Find($"repo{index}-host") is null
        let bucket = block.Find($"repo{index}-s3-bucket") ?? block.Find($"repo{index}-gcs-bucket") ?? block.Find($"repo{index}-azure-container")
        where bucket is not null
        select Found(bucket.At, $"repo{index} has a bucket and no repo{index}-type: it is a folder of this machine, and the bucket is ignored");
}
