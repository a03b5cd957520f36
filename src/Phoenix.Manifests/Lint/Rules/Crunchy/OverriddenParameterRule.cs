using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A parameter that the operator does not let anybody set.</summary>
internal sealed class OverriddenParameterRule : LintRule
{
    private static readonly HashSet<string> Mandatory = new(StringComparer.Ordinal) { "archive_mode", "archive_command", "archive_library", "restore_command" };

    public override string Id => "recovery-parameter";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A parameter of archiving or recovery is set by hand.";

    public override string Why =>
        "Under spec.config.parameters the definition refuses it, and with it the whole PostgresCluster. Under Patroni's dynamic configuration the operator overwrites it: archiving and recovery are not what the manifest says. "
        + "A recovery_target there stays in force and stops a replica or a standby for good.";

    public override string Remedy => "Remove it: the operator archives with pgBackRest by itself. A target belongs into the options of dataSource.pgbackrest.";

    public override string Source => "Custom resource definition of PostgresCluster 5.8.9 and 6.0.3, spec.config.parameters; https://github.com/CrunchyData/postgres-operator/blob/main/internal/pgbackrest/postgres.go";

    public override LintExample Bad { get; } = CrunchyExamples.More("  config: { parameters: { archive_command: /bin/true } }\n");

    public override LintExample Good { get; } = CrunchyExamples.More("  config: { parameters: { archive_timeout: 60s } }\n");

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Manifest manifest in PgoCluster.In(set).Select(c => c.Manifest))
        {
            foreach ((string name, YamlScalar value, bool isConfig) in Parameters.Of(manifest))
            {
                bool isTarget = name.StartsWith("recovery_target", StringComparison.Ordinal) || name == "recovery_min_apply_delay";
                if (isConfig && name != "archive_library" && (isTarget || Mandatory.Contains(name)))
                {
                    yield return Found(manifest.At(value), $"{manifest.Title} sets {name} under spec.config, which the API server refuses: there is no cluster");
                }
                else if (!isConfig && isTarget && value.Text.Length > 0)
                {
                    yield return Found(manifest.At(value), $"{manifest.Title} sets {name} in Patroni's configuration: recovery stops there");
                }
                else if (!isConfig && Mandatory.Contains(name))
                {
                    yield return Found(manifest.At(value), $"{manifest.Title} sets {name} in Patroni's configuration, which the operator overwrites") with { Severity = LintSeverity.Warning };
                }
            }
        }
    }
}
