using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A secret on pgBackRest's command line.</summary>
internal sealed partial class OptionSecretRule : LintRule
{
    private static readonly string[][] Lists =
    [
        ["spec", "dataSource", "pgbackrest", "options"], ["spec", "dataSource", "postgresCluster", "options"], ["spec", "backups", "pgbackrest", "restore", "options"], ["spec", "backups", "pgbackrest", "manual", "options"],
    ];

    public override string Id => "option-secret";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A key or a passphrase is given among the options of a pgBackRest command.";

    public override string Why => "pgBackRest refuses it: [031] option 'repo1-s3-key' not allowed on the command-line, and the restore fails before it begins. It would also be seen in the process list and in the Job.";

    public override string Remedy => "Write it into the *.conf of a Secret that is mounted by configuration.";

    public override string Source => "https://pgbackrest.org/configuration.html#introduction (secrets are not allowed on the command line); [031] reproduced with pgBackRest 2.45";

    public override LintExample Bad { get; } = CrunchyExamples.First("      stanza: db\n", "      stanza: db\n      options: [--repo1-s3-key=$(S3_KEY)]\n");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from cluster in PgoCluster.In(set)
        from list in Lists
        from option in cluster.Manifest.Items(list).OfType<YamlScalar>()
        from Match secret in Secret().Matches(option.Text)
        select Found(cluster.Manifest.At(option), $"{cluster.Manifest.Title} gives {secret.Value} on the command line of pgBackRest, which refuses it");

    [GeneratedRegex(@"--(repo[0-9]+-(s3-key(-secret)?|s3-token|s3-kms-key-id|cipher-pass|azure-account|azure-key|gcs-key|sftp-private-key-passphrase)|cipher-pass)(?=[=\s]|$)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Secret();
}
