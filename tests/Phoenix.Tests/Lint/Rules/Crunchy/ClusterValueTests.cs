using Phoenix.Manifests.Lint;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.Crunchy;

/// <summary>Single values of a cluster, good ones beside bad ones.</summary>
public sealed class ClusterValueTests
{
    [Theory]
    [InlineData("castle", true)]
    [InlineData("castle-2", true)]
    [InlineData("0", true)]
    [InlineData("Castle", false)]
    [InlineData("castle_admin", false)]
    [InlineData("-castle", false)]
    [InlineData("castle-", false)]
    [InlineData("castle.admin", false)]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklm", false)]
    public void User_names_are_those_of_the_definition(string name, bool right) => Assert.Equal(right ? [] : ["user-name"], Spec($"users: [{{ name: '{name}' }}]"));

    [Theory]
    [InlineData("registry.example.org/crunchydata/crunchy-postgres:ubi9-17.4-2516", true)]
    [InlineData("registry.example.org/crunchydata/crunchy-postgres:ubi8-16.2-1", false)]
    [InlineData("registry.example.org/crunchydata/crunchy-postgres-gis:ubi8-17.2-3.4-0", true)]
    [InlineData("registry.example.org/crunchydata/crunchy-postgres-gis:ubi8-16.2-3.4-0", false)]
    [InlineData("registry.example.org/crunchydata/crunchy-postgres:centos8-13.4-1", false)]
    [InlineData("registry.example.org/crunchydata/crunchy-postgres@sha256:1111111111111111111111111111111111111111111111111111111111111111", true)]
    [InlineData("registry.example.org/crunchydata/crunchy-postgres:latest", true)]
    [InlineData("registry.example.org/mine/postgres:16", true)]
    public void Images_are_compared_where_their_tag_tells(string image, bool right) => Assert.Equal(right ? [] : ["image-version"], Spec($"image: {image}"));

    [Theory]
    [InlineData("fsync: 'off'", "unsafe-parameter")]
    [InlineData("FSYNC: false", "unsafe-parameter")]
    [InlineData("full_page_writes: 0", "unsafe-parameter")]
    [InlineData("zero_damaged_pages: true", "unsafe-parameter")]
    [InlineData("fsync: 'on'", "")]
    [InlineData("fsync: ${FSYNC}", "")]
    [InlineData("synchronous_commit: 'off'", "unsafe-parameter")]
    [InlineData("synchronous_commit: remote_apply", "")]
    [InlineData("archive_mode: 'off'", "recovery-parameter")]
    [InlineData("recovery_target_time: '2026-02-10 14:55:00+00'", "recovery-parameter")]
    [InlineData("archive_timeout: 0", "archive-timeout")]
    [InlineData("archive_timeout: 2h", "archive-timeout")]
    [InlineData("archive_timeout: 300", "")]
    [InlineData("archive_timeout: 60s", "")]
    [InlineData("synchronous_standby_names: ''", "")]
    [InlineData("synchronous_standby_names: 'ANY 1 (a, b)'", "synchronous-standby-names")]
    [InlineData("max_connections: 50", "")]
    public void Parameters_are_judged_as_the_server_reads_them(string parameter, string rule) =>
        Assert.Equal(rule.Length == 0 ? [] : [rule], Spec($"patroni: {{ dynamicConfiguration: {{ postgresql: {{ parameters: {{ {parameter} }} }} }} }}"));

    [Theory]
    [InlineData("2.9.0", "v1beta1", "Error")]
    [InlineData("0.17.0", "v1beta1", "Error")]
    [InlineData("v2.x", "v1beta1", "Error")]
    [InlineData("^0.17.0", "v1beta1", "Error")]
    [InlineData("0.16.2", "v1beta1", "")]
    [InlineData("0.x", "v1beta1", "Warning")]
    [InlineData(">=0.9.0", "v1beta1", "Warning")]
    [InlineData("${VERSION}", "v1beta1", "Warning")]
    [InlineData("2.9.0", "v1", "")]
    [InlineData("0.16.0", "v1", "")]
    [InlineData("0.9.13", "v1", "Error")]
    [InlineData("0.9.13", "v1beta1", "")]
    public void Versions_are_held_against_the_one_that_is_installed(string chart, string version, string severity)
    {
        string text = $$"""
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: { name: eso, namespace: eso }
            spec: { chart: { spec: { chart: external-secrets, version: "{{chart}}" } } }
            ---
            apiVersion: external-secrets.io/{{version}}
            kind: ExternalSecret
            metadata: { name: a, namespace: a }
            spec: { data: [{ secretKey: a, remoteRef: { key: A } }] }

            """;

        Assert.Equal(severity.Length == 0 ? [] : [severity], Clusters.Findings(text).Select(f => f.Severity.ToString()));
    }

    [Theory]
    [InlineData("stringData: { password: hunter22 }", true)]
    [InlineData("data: { password: aHVudGVyMjI= }", true)]
    [InlineData("stringData: { AWS_SECRET_ACCESS_KEY: abcdefgh }", true)]
    [InlineData("stringData: { password: '${PASSWORD}' }", false)]
    [InlineData("stringData: { password: '<YOUR_PASSWORD>' }", false)]
    [InlineData("stringData: { password: changeme }", false)]
    [InlineData("stringData: { password: '' }", false)]
    [InlineData("stringData: { username: castle }", false)]
    [InlineData("stringData: { password: 'ENC[AES256_GCM,data:a]' }", false)]
    public void A_secret_in_the_open_is_told_from_a_place_for_one(string data, bool open) =>
        Assert.Equal(open ? ["literal-secret"] : [], Clusters.Ids($"apiVersion: v1\nkind: Secret\nmetadata: {{ name: a, namespace: a }}\n{data}\n"));

    [Fact]
    public void A_secret_is_never_shown()
    {
        LintFinding finding = Assert.Single(Clusters.Findings("apiVersion: v1\nkind: Secret\nmetadata: { name: a, namespace: a }\nstringData: { password: hunter22 }\n"));

        Assert.DoesNotContain("hunter22", finding.Message, StringComparison.Ordinal);
    }

    private static string[] Spec(string line) => Clusters.Ids($"apiVersion: postgres-operator.crunchydata.com/v1\nkind: PostgresCluster\nmetadata: {{ name: castle, namespace: a }}\nspec:\n  postgresVersion: 17\n  backups: {{ pgbackrest: {{ repos: [{{ name: repo1, volume: {{}} }}] }} }}\n  {line}\n");
}
