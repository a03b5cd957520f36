using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Rules.Crunchy;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.Crunchy;

/// <summary>Manifests that are right in ways of their own: nothing may be said of them, or no error.</summary>
public sealed class CorrectClusterTests
{
    public static TheoryData<string, string> Right => new()
    {
        { "the other version of the API", Clusters.Changed(("postgres-operator.crunchydata.com/v1\n", "postgres-operator.crunchydata.com/v1beta1\n")) },
        { "a trailing slash", Clusters.InSource("repo1-path: /castle/repo1", "repo1-path: /castle/repo1/") },
        { "a role in place of keys", Clusters.Changed(("configuration:\n        - secret: { name: castle-s3 }\n      global:\n", "global:\n        repo1-s3-key-type: web-id\n")) },
        { "endpoints of one provider", Clusters.InSource("endpoint: s3.eu-central-1.amazonaws.com", "endpoint: s3.dualstack.eu-central-1.amazonaws.com") },
        { "a scheme before the endpoint", Clusters.InSource("endpoint: s3.eu-central-1.amazonaws.com", "endpoint: https://S3.eu-central-1.amazonaws.com/") },
        { "variables in one side", Clusters.InSource("bucket: castle-backups", "bucket: ${BUCKET}") },
        { "a variable in a path", Clusters.InSource("repo1-path: /castle/repo1", "repo1-path: /${CASTLE}/repo1") },
        { "a variable as stanza", Clusters.Changed(("stanza: db", "stanza: ${STANZA}")) },
        { "a variable as user and as image", Clusters.Changed(("  postgresVersion: 17\n", "  postgresVersion: 17\n  image: example.org/crunchy-postgres:${TAG}\n  users: [{ name: '${APP_USER}' }]\n")) },
        { "a standby in place of a source", Clusters.Changed((Source(), "  standby: { enabled: true, repoName: repo1 }\n")) },
        { "a source that is the cluster itself", Clusters.Changed((Source(), "  dataSource: { postgresCluster: { repoName: repo1 } }\n")) },
        { "existing volumes as source", Clusters.Changed((Source(), "  dataSource: { volumes: { pgDataVolume: { pvcName: old } } }\n")) },
        { "a Secret that is encrypted", Clusters.Changed((Secret(), "---\napiVersion: v1\nkind: Secret\nmetadata: { name: castle-s3, namespace: castle-db }\nstringData:\n  s3.conf: ENC[AES256_GCM,data:abc,type:str]\nsops: { version: 3.9.0 }\n")) },
        { "a sealed Secret", Clusters.Changed((Secret(), "---\napiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: { name: castle-s3, namespace: castle-db }\nspec: { encryptedData: { s3.conf: AgBy } }\n")) },
        { "a Secret of another operator", Clusters.Changed((Secret(), "---\napiVersion: secrets.hashicorp.com/v1beta1\nkind: VaultStaticSecret\nmetadata: { name: keys, namespace: castle-db }\nspec: { destination: { name: castle-s3, create: true } }\n")) },
        { "an optional Secret", Clusters.Changed(("- secret: { name: castle-s3 }\n", "- secret: { name: castle-s3 }\n        - secret: { name: castle-more, optional: true }\n")) },
        { "keys from all that the store has", Clusters.Changed(("  data:\n    - secretKey: id\n      remoteRef: { key: S3_KEY }\n    - secretKey: secret\n      remoteRef: { key: S3_SECRET }\n", "  dataFrom: [{ extract: { key: castle } }]\n")) },
        { "a key mapped to a file", Clusters.Changed(("s3.conf: |", "s3: |"), ("secret: { name: castle-s3 }", "secret: { name: castle-s3, items: [{ key: s3, path: s3.conf }] }")) },
        { "options of the repository in the Secret", Clusters.Changed(("      global:\n        repo1-path: /castle/repo1\n", "      global:\n        archive-async: y\n"), ("          repo1-s3-key={{ .id }}\n", "          repo1-path=/castle/repo1\n          repo1-s3-key={{ .id }}\n")) },
        { "keys in the stanza's section", Clusters.Changed(("[global]", "[db]")) },
        { "functions of templates", Clusters.Changed(("{{ .id }}", "{{- .id | b64dec | trim -}}"), ("{{ .secret }}", "{{ if eq .id \"a.b\" }}{{ index . \"secret\" }}{{ end }}")) },
        { "a pod that reads the user's Secret", CrunchyExamples.Restored + "---\napiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: castle-db }\nspec: { containers: [{ name: a, env: [{ name: DB_PASSWORD, valueFrom: { secretKeyRef: { name: castle-pguser-castle, key: password } } }] }] }\n" },
        { "half a day and names of days", Clusters.Changed(("full: \"0 1 * * 0\"", "full: \"*/30 0-22/2 * JAN-DEC SUN,WED\"")) },
        { "a schedule by name", Clusters.Changed(("full: \"0 1 * * 0\"", "full: '@weekly'")) },
    };

    // The manifests of the operator's own documentation: a clone, and a repository to fill in.
    [Fact]
    public void A_clone_with_a_path_of_its_own_is_no_error()
    {
        string clone = Clusters.First(Clusters.Changed(("/castle/repo1", "/pgbackrest/castle/repo1")), "/pgbackrest/castle/repo1", "/pgbackrest/hippo/repo1");

        LintFinding finding = Assert.Single(Clusters.Findings(clone));

        Assert.Equal(("data-source-path", LintSeverity.Warning), (finding.Rule.Id, finding.Severity));
    }

    [Fact]
    public void A_bucket_that_is_to_be_filled_in_is_no_repository_yet() =>
        Assert.Empty(Clusters.Ids(Clusters.Changed((Source(), ""), ("bucket: castle-backups", "bucket: \"<YOUR_AWS_S3_BUCKET_NAME>\""))));

    [Theory]
    [MemberData(nameof(Right))]
    public void Nothing_is_said_of(string what, string text)
    {
        Assert.NotEmpty(what);
        Assert.Empty(Clusters.Findings(text).Select(f => $"{f.Rule.Id} {f.Place}: {f.Message}"));
    }

    [Fact]
    public void Values_of_another_kind_than_expected_are_passed_over()
    {
        const string Odd = """
            apiVersion: postgres-operator.crunchydata.com/v1beta1
            kind: PostgresCluster
            metadata: x
            spec:
              postgresVersion: [17]
              users: [1, { name: }, { name: [a] }, x]
              instances: {}
              standby: []
              patroni: { dynamicConfiguration: { postgresql: { parameters: [1] } } }
              config: { parameters: { a: { b: c }, archive_timeout: } }
              databaseInitSQL: x
              dataSource: { pgbackrest: { stanza: [], configuration: hello, global: [], options: {}, repo: [] } }
              backups:
                pgbackrest:
                  configuration: [1, { secret: x }, { secret: { name: } }, { configMap: [] }, { serviceAccountToken: { path: t } }]
                  global: nothing
                  repos: [1, { name: }, { s3: }, { name: repo1, s3: { bucket: [] }, schedules: { full: [] } }]
            ---
            apiVersion: postgres-operator.crunchydata.com/v1beta1
            kind: PostgresCluster
            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            spec: { data: [1, { secretKey: }], target: { template: { data: [1] } } }
            ---
            apiVersion: v1
            kind: Secret
            data: [1]
            stringData: { password: , x: {} }

            """;

        Assert.DoesNotContain(Clusters.Findings(Odd), f => f.Severity == LintSeverity.Error);
    }

    private static string Source() => Part("  dataSource:\n", "  backups:\n");

    private static string Secret() => CrunchyExamples.Restored[CrunchyExamples.Restored.IndexOf("---\n", StringComparison.Ordinal)..];

    private static string Part(string from, string to) =>
        CrunchyExamples.Restored[CrunchyExamples.Restored.IndexOf(from, StringComparison.Ordinal)..CrunchyExamples.Restored.IndexOf(to, StringComparison.Ordinal)];
}
