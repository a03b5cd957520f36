namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A repository in S3 that lacks what it needs.</summary>
internal sealed class S3SettingsRule : LintRule
{
    private static readonly string[] Needed = ["s3-bucket", "s3-endpoint", "s3-region"];
    private static readonly string[] Keys = ["s3-key", "s3-key-secret"];

    public override string Id => "s3-settings-missing";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A repository in S3 has no bucket, endpoint, region or key.";

    public override string Why => "A restore ends with [037] restore command requires option: repo1-s3-key (or -bucket, -endpoint, -region).";

    public override string Remedy => "Add it; for keys that the machine brings set repoN-s3-key-type to auto, web-id, pod-id or process.";

    public override string Source => "tried with pgBackRest 2.45; https://pgbackrest.org/configuration.html#section-repository";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("repo1-s3-region=eu-central-1\n", ""));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (SettingBlock block in SettingBlock.Confs(set).Where(b => b.IsWhole))
        {
            foreach (int index in block.Repositories)
            {
                // With a repository host these belong on that host.
                if (block.Find($"repo{index}-type") is not { Value: "s3" } type || block.Find($"repo{index}-host") is not null)
                {
                    continue;
                }

                foreach (string name in Needed.Where(n => block.Find($"repo{index}-{n}") is null))
                {
                    yield return Found(type.At, $"repo{index} is in S3 and has no repo{index}-{name}");
                }

                // Keys may well stand in a file of their own.
                bool isShared = block.Find($"repo{index}-s3-key-type") is null or { Value: "shared" };
                string[] missing = isShared ? [.. Keys.Where(n => !SettingBlock.Confs(set).Any(b => b.Find($"repo{index}-{n}") is not null))] : [];
                if (missing.Length > 0)
                {
                    yield return Found(type.At, $"repo{index} is in S3 and has no {string.Join(" and no ", missing.Select(m => $"repo{index}-{m}"))} here: unless the environment or conf.d has them, a restore ends with [037]")
                        with { Severity = LintSeverity.Warning };
                }
            }
        }
    }
}
