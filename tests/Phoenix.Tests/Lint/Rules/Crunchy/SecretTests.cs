using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Rules.Crunchy;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.Crunchy;

/// <summary>Secrets and what makes them.</summary>
public sealed class SecretTests
{
    [Theory]
    [InlineData("{{ .id }}", true)]
    [InlineData("{{.id}}", true)]
    [InlineData("{{- .id -}}", true)]
    [InlineData("{{ .id | quote }}", true)]
    [InlineData("{{ printf \"%s.other\" .id }}", true)]
    [InlineData("{{ (index . \"x\").other }}", true)]
    [InlineData("{{ $a := .id }}{{ $a.other }}", true)]
    [InlineData("{{ range $k, $v := . }}{{ .other }}{{ end }}", true)]
    [InlineData("{{ `{{ .other }}` }}", true)]
    [InlineData("{{/* .other */}}", true)]
    [InlineData("$(other) ${other}", true)]
    [InlineData("{{ .ID }}", false)]
    [InlineData("{{ .other | b64dec }}", false)]
    [InlineData("{{ if .other }}a{{ end }}", false)]
    public void A_variable_of_a_template_is_followed_where_it_is_plain(string template, bool filled)
    {
        string text = $"""
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata:
              name: a
              namespace: a
            spec:
              data:
                - secretKey: id
                  remoteRef:
                    key: A
              target:
                template:
                  data:
                    a: |-
                      {template}

            """;

        Assert.Equal(filled ? 0 : 1, Clusters.Findings(text).Count(f => f.Rule is TemplateVariableRule));
    }

    [Theory]
    [InlineData("kind: ClusterSecretStore, name: vault", "")]
    [InlineData("kind: ClusterSecretStore, name: ${STORE}", "")]
    [InlineData("kind: ClusterSecretStore, name: valt", "Error")]
    [InlineData("kind: SecretStore, name: vault", "Error")]
    [InlineData("name: own", "")]
    [InlineData("kind: ClusterSecretStore, name: infisical-elsewhere", "Warning")]
    public void A_store_is_looked_for_where_others_are(string reference, string severity)
    {
        string text = $$"""
            apiVersion: external-secrets.io/v1
            kind: ClusterSecretStore
            metadata: { name: vault }
            ---
            apiVersion: external-secrets.io/v1
            kind: SecretStore
            metadata: { name: own, namespace: a }
            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: { name: a, namespace: a }
            spec:
              secretStoreRef: { {{reference}} }
              data: [{ secretKey: a, remoteRef: { key: A } }]

            """;

        Assert.Equal(severity.Length == 0 ? new string[0] : [severity], Clusters.Findings(text).Select(f => f.Severity.ToString()));
    }

    [Theory]
    [InlineData("creationPolicy: Merge", "")]
    [InlineData("creationPolicy: Orphan", "user-secret-labels")]
    [InlineData("template: { metadata: { labels: { postgres-operator.crunchydata.com/cluster: castle, postgres-operator.crunchydata.com/pguser: castle } } }", "")]
    public void The_Secret_of_a_user_is_recognised_by_its_labels(string target, string rule)
    {
        string text = CrunchyExamples.Restored + $$"""
            ---
            apiVersion: external-secrets.io/v1
            kind: ExternalSecret
            metadata: { name: castle-pguser-castle, namespace: castle-db }
            spec:
              secretStoreRef: { kind: ClusterSecretStore, name: vault }
              target: { {{target}} }
              data: [{ secretKey: password, remoteRef: { key: A } }]

            """;

        Assert.Equal(rule, string.Join(",", Clusters.Ids(text)));
    }

    [Fact]
    public void A_Secret_in_another_namespace_does_not_count()
    {
        string text = Clusters.Changed(("  name: castle-s3\n  namespace: castle-db", "  name: castle-s3\n  namespace: castle"));

        LintFinding finding = Assert.Single(Clusters.Findings(text));

        Assert.Equal("secret-not-made", finding.Rule.Id);
        Assert.EndsWith("there is one in 'castle'", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[global:restore]", "secret-section")]
    [InlineData("[castle]", "secret-section")]
    [InlineData("# no section", "secret-section")]
    [InlineData("[db]", "")]
    public void Keys_stand_where_a_restore_and_its_archive_get_look(string section, string rule) => Assert.Equal(rule, string.Join(",", Clusters.Ids(Clusters.Changed(("[global]", section)))));

    [Fact]
    public void A_key_of_a_Secret_is_read_through_base64()
    {
        string conf = Convert.ToBase64String("[global]\nrepo1-s3-key=${ID}\n"u8);
        string cluster = CrunchyExamples.Restored[..CrunchyExamples.Restored.IndexOf("---\n", StringComparison.Ordinal)];

        LintFinding finding = Assert.Single(Clusters.Findings(cluster + $"---\napiVersion: v1\nkind: Secret\nmetadata: {{ name: castle-s3, namespace: castle-db }}\ndata: {{ s3.conf: {conf} }}\n"));

        Assert.Equal("secret-without-key", finding.Rule.Id);
        Assert.Contains("repo1-s3-key-secret", finding.Message, StringComparison.Ordinal);
    }
}
