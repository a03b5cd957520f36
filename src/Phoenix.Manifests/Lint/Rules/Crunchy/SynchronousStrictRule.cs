using System.Globalization;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>Strict synchronous replication without a second server.</summary>
internal sealed class SynchronousStrictRule : LintRule
{
    public override string Id => "synchronous-strict-alone";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "Patroni's synchronous_mode_strict is on, and the cluster has one server.";

    public override string Why => "With strict mode the primary accepts no write while no synchronous replica is there: a cluster of one never does.";

    public override string Remedy => "Give the instances two replicas or more, or leave synchronous_mode_strict off.";

    public override string Source => "https://patroni.readthedocs.io/en/latest/replication_modes.html#synchronous-mode";

    public override LintExample Bad { get; } = CrunchyExamples.More("  patroni: { dynamicConfiguration: { synchronous_mode: true, synchronous_mode_strict: true } }\n");

    public override LintExample Good { get; } = CrunchyExamples.More("  patroni: { dynamicConfiguration: { synchronous_mode: true, synchronous_mode_strict: true } }\n")
        .Changed("    - dataVolumeClaimSpec:\n", "    - replicas: 2\n      dataVolumeClaimSpec:\n");

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoCluster cluster in PgoCluster.In(set))
        {
            Manifest manifest = cluster.Manifest;
            IReadOnlyList<YamlValue> instances = manifest.Items("spec", "instances");
            if (instances.Count == 1 && IsOn(manifest, "synchronous_mode") && IsOn(manifest, "synchronous_mode_strict")
                && int.TryParse(instances[0].Text("replicas") ?? "1", NumberStyles.None, CultureInfo.InvariantCulture, out int replicas) && replicas < 2)
            {
                yield return Found(manifest.Near("spec", "patroni", "dynamicConfiguration", "synchronous_mode_strict"), $"{manifest.Title} has one server and waits for a synchronous replica at each commit");
            }
        }
    }

    private static bool IsOn(Manifest manifest, string name) => manifest.Text("spec", "patroni", "dynamicConfiguration", name) is string value && Parameters.IsOn(value);
}
