namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>An encryption without passphrase, or a passphrase without encryption.</summary>
internal sealed class CipherRule : LintRule
{
    public override string Id => "pgbackrest-cipher";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A repoN-cipher-type stands without repoN-cipher-pass, or the other way round.";

    public override string Why => "Without the passphrase a restore ends with [037]; without the type the passphrase is ignored, and the backups are not encrypted.";

    public override string Remedy => "Set both. Keep the passphrase where a wipe does not reach: without it nothing can be restored.";

    public override string Source => "https://pgbackrest.org/configuration.html#section-repository (repo-cipher-type, default none)";

    public override LintExample Bad { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\nrepo1-cipher-type=aes-256-cbc"));

    public override LintExample Good { get; } = LintExample.Conf(Examples.Conf.With("start-fast=y", "start-fast=y\nrepo1-cipher-type=aes-256-cbc\nrepo1-cipher-pass=kept-in-the-vault"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (SettingBlock block in SettingBlock.Confs(set).Where(b => b.IsWhole))
        {
            foreach (int index in block.Repositories.Where(i => block.Find($"repo{i}-host") is null))
            {
                Setting? type = block.Find($"repo{index}-cipher-type");
                Setting? pass = block.Find($"repo{index}-cipher-pass");
                if (type is { IsOpen: false } && type.Value != "none" && !SettingBlock.Confs(set).Any(b => b.Find($"repo{index}-cipher-pass") is not null))
                {
                    yield return Found(type.At, $"repo{index} is encrypted and has no repo{index}-cipher-pass here: unless the environment or conf.d has it, a restore ends with [037]");
                }
                else if (pass is not null && (type is { Value: "none" } || !SettingBlock.Confs(set).Any(b => b.Find($"repo{index}-cipher-type") is not null)))
                {
                    yield return Found(pass.At, $"repo{index} has a passphrase and no repo{index}-cipher-type: its backups are not encrypted");
                }
            }
        }
    }
}
