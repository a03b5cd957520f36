using System.Globalization;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>One copy of a database's files.</summary>
internal sealed class LonghornSingleReplicaRule : LintRule
{
    public override string Id => "longhorn-single-replica";

    public override LintSeverity Severity => LintSeverity.Info;

    public override string What => "A database of one instance lies on a volume of one replica.";

    public override string Why => "When its node is gone the repository is the only copy, and what was not archived yet is lost. In a platform that is reborn from its backup that may be meant: then archive_timeout bounds the loss.";

    public override string Remedy => "Run a second instance, keep two replicas, or accept it here with the reason.";

    public override string Source => "https://longhorn.io/docs/latest/references/storage-class-parameters/ (numberOfReplicas)";

    public override LintExample Bad { get; } = LintExample.Yaml(Example("1"));

    public override LintExample Good { get; } = LintExample.Yaml(Example("2"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Manifest cluster in set.OfKind("PostgresCluster", "postgres-operator.crunchydata.com"))
        {
            IReadOnlyList<YamlValue> instances = cluster.Items("spec", "instances");
            if (instances.Count != 1 || instances[0].Text("replicas") is not (null or "1") || instances[0].Scalar("dataVolumeClaimSpec", "storageClassName") is not YamlScalar used)
            {
                continue;
            }

            foreach (var found in LonghornClasses.Replicas(set).Where(r => r.Class == used.Text && r.Replicas == 1).Take(1))
            {
                yield return Found(cluster.At(used), string.Create(CultureInfo.InvariantCulture, $"{cluster.Title} has one instance on class '{used.Text}' with one replica: its repository is the only other copy")) with { Related = [found.Place] };
            }
        }
    }

    private static string Example(string replicas) => $"""
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata:
          name: longhorn-database
        provisioner: driver.longhorn.io
        parameters:
          numberOfReplicas: "{replicas}"
        ---

        """ + PgBackRest.Examples.Cluster.With("replicas: 2", "replicas: 1").With("accessModes: [ReadWriteOnce]", "storageClassName: longhorn-database\n        accessModes: [ReadWriteOnce]");
}
