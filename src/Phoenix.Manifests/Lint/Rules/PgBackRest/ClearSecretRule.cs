namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>A key or a passphrase where everybody reads it.</summary>
internal sealed class ClearSecretRule : LintRule
{
    public override string Id => "pgbackrest-secret-in-clear";

    public override LintSeverity Severity => LintSeverity.Error;

    public override bool ShowsSecret => true;

    public override string What => "A key or a passphrase of the repository stands in the clear in a manifest.";

    public override string Why =>
        "Whoever reads the Git repository, or a ConfigMap of the cluster (the operator copies 'global' into one), can delete the only thing that outlives a wipe. On a command line pgBackRest refuses it: [031] not allowed on the command-line.";

    public override string Remedy => "Put it into a Secret that an ExternalSecret fills, mount that by 'configuration', and replace the key: it has been seen.";

    public override string Source => "src/config/parse.c ('is not allowed on the command-line'); internal/pgbackrest/config.go of the operator (global goes into a ConfigMap)";

    public override LintExample Bad { get; } = LintExample.Yaml(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: pgbackrest
          namespace: db
        data:
          pgbackrest.conf: |
            [global]
            repo1-s3-key=AKIAEXAMPLE
        """);

    public override LintExample Good { get; } = LintExample.Yaml(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: pgbackrest
          namespace: db
        data:
          pgbackrest.conf: |
            [global]
            repo1-s3-key-type=auto
        """);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (SettingBlock block in SettingBlock.In(set).Where(b => b.IsOperators || b.Owner?.Kind == "ConfigMap"))
        {
            foreach (Setting setting in block.Settings.Where(s => s is { Option.Option.Type: OptionType.Secret, IsOpen: false, Value.Length: > 0 }))
            {
                yield return Found(setting.At, $"the value of '{setting.Name}' stands here in the clear");
            }
        }

        // Those that the operator passes on have a rule of their own.
        foreach (Call call in Call.In(set).Where(c => c.Part is null))
        {
            foreach (CallOption option in call.Options.Where(o => o.Name.Option is { Type: OptionType.Secret }))
            {
                yield return Found(call.Owner.At(option.From), $"'--{option.Name.Written}' is refused on a command line ([031])");
            }
        }
    }
}
