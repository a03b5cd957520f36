using System.Globalization;
using Phoenix.Adapters.PostgreSql;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>The seed's manifest, right: the cluster, and the ExternalSecret that makes its <c>s3.conf</c>. Each saga changes one thing of the restore.</summary>
/// <param name="port">The S3 endpoint's port.</param>
/// <param name="authority">The file of its authority's certificate.</param>
internal sealed class SeedManifest(int port, string authority)
{
    public const string Cluster = "tazlab-db";
    public const string Space = "tazlab-db";
    public const string Bucket = "tazlab-longhorn";
    public const string Region = "eu-central-1";
    public const string Stanza = "db";
    public const string Path = "/pgbackrest/castle";
    public const string Configuration = "      configuration: [ { secret: { name: s3-backrest-creds } } ]\n";
    public const string PathLine = "        repo1-path: /pgbackrest/castle\n";
    public const string StanzaLine = "      stanza: db\n";

    /// <summary>The namespace, and the store that ExternalSecrets are fetched from: not the saga's.</summary>
    public const string Base = """
        apiVersion: v1
        kind: Namespace
        metadata: { name: tazlab-db }
        ---
        apiVersion: external-secrets.io/v1
        kind: ClusterSecretStore
        metadata: { name: infisical-tazlab }
        spec: { provider: { fake: { data: [] } } }

        """;

    /// <summary>As it should stand in Git.</summary>
    public string Right => Before + DataSource + Backups + ExternalSecret;

    /// <summary>Without a data source: right for the very first cluster only.</summary>
    public string Initial => Before + Backups + ExternalSecret;

    /// <summary>The right one with the first occurrence of a text changed: the restore's.</summary>
    public string With(string old, string changed)
    {
        int at = Right.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? throw new ArgumentException($"the manifest has no '{old}'", nameof(old)) : Right[..at] + changed + Right[(at + old.Length)..];
    }

    /// <summary>The right one with options of the restore.</summary>
    public string WithOptions(params string[] options) => With(StanzaLine, $"{StanzaLine}      options: [ {string.Join(", ", options.Select(o => $"\"{o}\""))} ]\n");

    private static string Before => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: postgres-operator.crunchydata.com/v1beta1
        kind: PostgresCluster
        metadata: { name: tazlab-db, namespace: tazlab-db }
        spec:
          postgresVersion: {{Newest()}}
          instances:
            - name: db
              dataVolumeClaimSpec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
          users: [ { name: postgres }, { name: tazlab, databases: [tazlab] } ]

        """);

    private string DataSource => $"""
          dataSource:
            pgbackrest:
        {StanzaLine}{Configuration}      global:
        {PathLine}{Endpoint}      repo:
                {Repository}
        """.ReplaceLineEndings("\n") + "\n";

    private string Backups => $$"""
          backups:
            pgbackrest:
        {{Configuration}}      global:
        {{PathLine}}{{Endpoint}}        repo1-retention-full: "9"
              manual: { repoName: repo1, options: [--type=full] }
              repos:
                - {{Repository}}
        """.ReplaceLineEndings("\n") + "\n";

    private string Endpoint => string.Create(CultureInfo.InvariantCulture, $"        repo1-storage-port: \"{port}\"\n        repo1-storage-ca-file: {authority}\n        repo1-s3-uri-style: path\n        start-fast: \"y\"\n");

    private static string Repository => $"{{ name: repo1, s3: {{ bucket: {Bucket}, endpoint: localhost, region: {Region} }} }}";

    private const string ExternalSecret = """
        ---
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: { name: s3-backrest-creds, namespace: tazlab-db }
        spec:
          refreshInterval: 1h
          secretStoreRef: { kind: ClusterSecretStore, name: infisical-tazlab }
          target:
            name: s3-backrest-creds
            template:
              engineVersion: v2
              data:
                s3.conf: |
                  [global]
                  repo1-s3-key={{ .AWS_ACCESS_KEY_ID }}
                  repo1-s3-key-secret={{ .AWS_SECRET_ACCESS_KEY }}
          data:
            - { secretKey: AWS_ACCESS_KEY_ID, remoteRef: { key: AWS_ACCESS_KEY_ID } }
            - { secretKey: AWS_SECRET_ACCESS_KEY, remoteRef: { key: AWS_SECRET_ACCESS_KEY } }

        """;

    private static int Newest() => PostgresInstallation.FindAll().Select(i => i.Major).Where(m => m <= PostgresInstallation.NewestSupportedBy(new Version(2, 45))).Max();
}
