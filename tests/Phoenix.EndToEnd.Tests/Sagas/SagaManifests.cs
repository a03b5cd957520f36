namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>The castle's manifests, right; each saga changes one thing. In the seed a cluster of CrunchyData's operator had these mistakes.</summary>
internal static class SagaManifests
{
    /// <summary>The file's name.</summary>
    public const string File = "cluster.yaml";

    /// <summary>The cluster and the Secret with the keys.</summary>
    public const string Castle = """
        apiVersion: postgres-operator.crunchydata.com/v1beta1
        kind: PostgresCluster
        metadata:
          name: tazlab-db
          namespace: tazlab-db
        spec:
          postgresVersion: 15
          instances:
            - dataVolumeClaimSpec:
                accessModes: [ReadWriteOnce]
                resources: { requests: { storage: 10Gi } }
          dataSource:
            pgbackrest:
              stanza: db
              configuration:
                - secret: { name: s3-backrest-creds }
              global:
                repo1-path: /pgbackrest/castle
              repo:
                name: repo1
                s3:
                  bucket: tazlab-longhorn
                  endpoint: s3.eu-central-1.amazonaws.com
                  region: eu-central-1
          backups:
            pgbackrest:
              configuration:
                - secret: { name: s3-backrest-creds }
              global:
                repo1-path: /pgbackrest/castle
                repo1-retention-full: "4"
              repos:
                - name: repo1
                  schedules: { full: "0 1 * * 0", differential: "0 1 * * 1-6" }
                  s3:
                    bucket: tazlab-longhorn
                    endpoint: s3.eu-central-1.amazonaws.com
                    region: eu-central-1
        ---
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: s3-backrest-creds
          namespace: tazlab-db
        spec:
          secretStoreRef: { kind: ClusterSecretStore, name: infisical-tazlab }
          target:
            template:
              data:
                s3.conf: |
                  [global]
                  repo1-s3-key={{ .AWS_ACCESS_KEY_ID }}
                  repo1-s3-key-secret={{ .AWS_SECRET_ACCESS_KEY }}
          data:
            - secretKey: AWS_ACCESS_KEY_ID
              remoteRef: { key: AWS_ACCESS_KEY_ID }
            - secretKey: AWS_SECRET_ACCESS_KEY
              remoteRef: { key: AWS_SECRET_ACCESS_KEY }

        """;

    /// <summary>The restore's part of it.</summary>
    public const string DataSource = """
          dataSource:
            pgbackrest:
              stanza: db
              configuration:
                - secret: { name: s3-backrest-creds }
              global:
                repo1-path: /pgbackrest/castle
              repo:
                name: repo1
                s3:
                  bucket: tazlab-longhorn
                  endpoint: s3.eu-central-1.amazonaws.com
                  region: eu-central-1

        """;

    /// <summary><see cref="Castle"/> with the first occurrence of a text changed: the restore's.</summary>
    public static string With(string old, string changed)
    {
        int at = Castle.IndexOf(old, StringComparison.Ordinal);
        return at < 0 ? throw new ArgumentException($"the castle has no '{old}'", nameof(old)) : Castle[..at] + changed + Castle[(at + old.Length)..];
    }
}
