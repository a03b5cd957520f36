using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A user's Secret that is copied elsewhere, and made anew at each rebirth.</summary>
internal sealed class UserSecretRule : LintRule
{
    // Annotations of the operators that copy Secrets into other namespaces.
    private static readonly string[] Copiers = ["reflector.v1.k8s.emberstack.com/reflects", "replicator.v1.mittwald.de/replicate-from"];

    public override string Id => "user-secret-not-adopted";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "The Secret with a database user's password is used outside of the cluster's namespace, and no manifest makes it.";

    public override string Why =>
        "Passwords are not restored: where no Secret of that name is there, the operator generates a new password at every rebirth. Whoever kept the old one (another namespace, a vault, another cluster) is locked out and crash-loops.";

    public override string Remedy =>
        "Make the Secret <cluster>-pguser-<user> yourself, from the place that holds the password, with the operator's labels (cluster, pguser, role: pguser) and without a verifier: the operator adopts it and sets that password. Or use client certificates.";

    public override string Source => "https://github.com/CrunchyData/postgres-operator/blob/main/internal/controller/postgrescluster/postgres.go (reconcilePostgresUserSecrets)";

    public override LintExample Bad { get; } = LintExample.Yaml(CrunchyExamples.Restored + Push);

    public override LintExample Good { get; } = LintExample.Yaml(CrunchyExamples.Restored + Push + Adopted);

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        // Only where nothing can make it unseen.
        if (!set.SeesAll || PgoCluster.In(set).Count == 0)
        {
            yield break;
        }

        SecretOrigins origins = SecretOrigins.Of(set);
        PgoCluster[] clusters = [.. PgoCluster.In(set)];
        foreach (Manifest manifest in set.Manifests)
        {
            foreach ((YamlScalar name, string how) in Uses(manifest))
            {
                PgoCluster? cluster = clusters.FirstOrDefault(c => name.Text.StartsWith($"{c.Manifest.Name}-pguser-", StringComparison.Ordinal));
                if (cluster is not null && origins.Named(null, name.Text).Count == 0)
                {
                    yield return Found(manifest.At(name), $"{manifest.Title} {how} '{name.Text}': {cluster.Manifest.Title} makes a new password at each rebirth") with { Related = [cluster.Manifest.Place] };
                }
            }
        }
    }

    // A pod beside the cluster reads the Secret itself and starts with the new password: that is no finding.
    private static IEnumerable<(YamlScalar Name, string How)> Uses(Manifest manifest)
    {
        if (manifest.Kind == "PushSecret")
        {
            return Some(manifest.Scalar("spec", "selector", "secret", "name"), "copies");
        }

        if (manifest.Kind == "ExternalSecret")
        {
            return manifest.Items("spec", "data").SelectMany(d => Some(d.Scalar("remoteRef", "key"), "copies")).Concat(manifest.Items("spec", "dataFrom").SelectMany(d => Some(d.Scalar("extract", "key"), "copies")));
        }

        if (manifest is { Kind: "Kustomization", Group: "kustomize.toolkit.fluxcd.io" })
        {
            return manifest.Items("spec", "postBuild", "substituteFrom").SelectMany(s => Some(s.Scalar("name"), "substitutes values of"));
        }

        return Copiers.SelectMany(c => Some(manifest.Scalar("metadata", "annotations", c), "copies")).Select(u => (u.Name with { Text = u.Name.Text[(u.Name.Text.LastIndexOf('/') + 1)..] }, u.How));
    }

    private static (YamlScalar Name, string How)[] Some(YamlScalar? name, string how) => name is null ? [] : [(name, how)];

    private const string Push = """
        ---
        apiVersion: external-secrets.io/v1alpha1
        kind: PushSecret
        metadata:
          name: castle-password
          namespace: castle-db
        spec:
          secretStoreRefs: [{ kind: ClusterSecretStore, name: vault }]
          selector: { secret: { name: castle-pguser-castle } }
          data:
            - match: { secretKey: password, remoteRef: { remoteKey: CASTLE_PASSWORD } }

        """;

    private const string Adopted = """
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
              metadata:
                labels:
                  postgres-operator.crunchydata.com/cluster: castle
                  postgres-operator.crunchydata.com/pguser: castle
                  postgres-operator.crunchydata.com/role: pguser
              data:
                password: "{{ .password }}"
          data:
            - secretKey: password
              remoteRef: { key: CASTLE_PASSWORD }

        """;
}
