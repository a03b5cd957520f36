namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A user's Secret that the operator does not recognise.</summary>
internal sealed class UserSecretLabelsRule : LintRule
{
    private static readonly string[] Labels = ["cluster", "pguser"];

    public override string Id => "user-secret-labels";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A Secret of a database user lacks the labels by which the operator finds it.";

    public override string Why => "The operator looks for users' Secrets by label, not by name: it generates a new password, writes it over the Secret, and the password that was kept for the rebirth is gone.";

    public override string Remedy => "Give it postgres-operator.crunchydata.com/cluster: <cluster>, .../pguser: <user> and .../role: pguser (in an ExternalSecret under target.template.metadata.labels).";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/controller/postgrescluster/postgres.go (reconcilePostgresUserSecrets) and internal/naming/selectors.go (ClusterPostgresUsers)";

    public override LintExample Bad { get; } = LintExample.Yaml(CrunchyExamples.Restored + Secret("app"));

    public override LintExample Good { get; } = LintExample.Yaml(CrunchyExamples.Restored + Secret("postgres-operator.crunchydata.com/cluster: castle, postgres-operator.crunchydata.com/pguser: castle, postgres-operator.crunchydata.com/role"));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoCluster cluster in PgoCluster.In(set))
        {
            string prefix = $"{cluster.Manifest.Name}-pguser-";
            foreach (Manifest maker in set.OfKind("Secret", "").Concat(set.OfKind("ExternalSecret", "external-secrets.io")))
            {
                bool isExternal = maker.Kind == "ExternalSecret";
                string name = (isExternal ? maker.Text("spec", "target", "name") : null) ?? maker.Name;
                // One that is merged into the operator's own Secret, or not made at all, needs none.
                if ((isExternal && maker.Text("spec", "target", "creationPolicy") is "Merge" or "None") || !name.StartsWith(prefix, StringComparison.Ordinal) || (cluster.Manifest.Namespace is string space && maker.Namespace is string of && of != space))
                {
                    continue;
                }

                // Without a template an ExternalSecret hands its own labels on.
                string[] path = isExternal && maker.Mapping("spec", "target", "template") is not null ? ["spec", "target", "template", "metadata", "labels"] : ["metadata", "labels"];
                string[] missing = [.. Labels.Where(l => maker.Text([.. path, $"{PgoCluster.Group}/{l}"]) is null)];
                if (missing.Length > 0)
                {
                    yield return Found(maker.Place, $"{maker.Title} makes the Secret '{name}' without the label {string.Join(" and ", missing.Select(m => $"{PgoCluster.Group}/{m}"))}: the operator writes a new password over it");
                }
            }
        }
    }

    private static string Secret(string labels) => $$$"""
        ---
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: castle-pguser-castle
          namespace: castle-db
        spec:
          secretStoreRef: { kind: ClusterSecretStore, name: vault }
          target:
            creationPolicy: Orphan
            template:
              metadata: { labels: { {{{labels}}}: pguser } }
              data:
                password: "{{ .password }}"
          data:
            - secretKey: password
              remoteRef: { key: CASTLE_PASSWORD }

        """;
}
