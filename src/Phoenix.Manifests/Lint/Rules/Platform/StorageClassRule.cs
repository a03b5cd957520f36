using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>A storage class that nobody makes.</summary>
internal sealed class StorageClassRule : LintRule
{
    private static readonly string[] ByCharts = ["longhorn", "longhorn-static"];

    public override string Id => "storage-class-missing";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A volume of a database names a storage class that no manifest declares, though others are declared.";

    public override string Why => "Its claim stays Pending, so the restore's pod is never started: the rebirth waits for ever.";

    public override string Remedy => "Correct the name, or declare the class.";

    public override string Source => "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1";

    public override LintExample Bad { get; } = LintExample.Yaml(Example("longhorn-databases"));

    public override LintExample Good { get; } = LintExample.Yaml(Example("longhorn-database"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        HashSet<string> declared = [.. set.OfKind("StorageClass", "storage.k8s.io").Select(c => c.Name), .. LonghornClasses.Releases(set).Any() ? ByCharts : []];

        // Without any of its own a repository relies on classes that are there from the beginning.
        if (!set.SeesAll || declared.Count == 0)
        {
            yield break;
        }

        foreach (Manifest cluster in set.OfKind("PostgresCluster", "postgres-operator.crunchydata.com"))
        {
            foreach (YamlScalar used in Claims(cluster).Select(c => c.Scalar("storageClassName")).OfType<YamlScalar>().Where(u => u.Text.Length > 0 && !YamlLookup.IsOpen(u.Text) && !declared.Contains(u.Text)))
            {
                string? near = NearestName.Of(used.Text, declared);
                bool misspelt = near is not null && NearestName.Distance(near, used.Text) <= 2;
                yield return Found(cluster.At(used), $"{cluster.Title} asks for storage class '{used.Text}', which no manifest declares{(near is null ? "" : $"; did you mean '{near}'?")}")
                    with { Severity = misspelt ? LintSeverity.Error : LintSeverity.Warning };
            }
        }
    }

    private static IEnumerable<YamlValue?> Claims(Manifest cluster) =>
        cluster.Items("spec", "instances").SelectMany(i => i.Items("tablespaceVolumes").Select(t => t.Find("dataVolumeClaimSpec")).Append(i.Find("dataVolumeClaimSpec")).Append(i.Find("walVolumeClaimSpec")))
            .Concat(cluster.Items("spec", "backups", "pgbackrest", "repos").Select(r => r.Find("volume", "volumeClaimSpec")));

    private static string Example(string used) => """
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata:
          name: longhorn-database
        provisioner: driver.longhorn.io
        parameters:
          numberOfReplicas: "2"
        ---

        """ + PgBackRest.Examples.Cluster.With("accessModes: [ReadWriteOnce]", $"storageClassName: {used}\n        accessModes: [ReadWriteOnce]");
}
