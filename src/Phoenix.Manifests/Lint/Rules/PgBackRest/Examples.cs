namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>What the examples of this family start from: without any fault.</summary>
internal static class Examples
{
    /// <summary>A pgbackrest.conf.</summary>
    public const string Conf = """
        [global]
        repo1-type=s3
        repo1-path=/pgbackrest/repo1
        repo1-s3-bucket=castle-backups
        repo1-s3-endpoint=s3.eu-central-1.amazonaws.com
        repo1-s3-region=eu-central-1
        repo1-s3-key-type=auto
        repo1-retention-full=4
        start-fast=y

        [db]
        pg1-path=/var/lib/postgresql/16/main

        """;

    /// <summary>A cluster of CrunchyData's operator, with its credentials.</summary>
    public const string Cluster = """
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: s3-creds
          namespace: db
        spec:
          refreshInterval: 1h
          secretStoreRef:
            kind: ClusterSecretStore
            name: vault
          target:
            name: s3-creds
            template:
              engineVersion: v2
              data:
                s3.conf: |
                  [global]
                  repo1-s3-key={{ .KEY }}
                  repo1-s3-key-secret={{ .SECRET }}
          data:
            - secretKey: KEY
              remoteRef:
                key: KEY
            - secretKey: SECRET
              remoteRef:
                key: SECRET
        ---
        apiVersion: postgres-operator.crunchydata.com/v1beta1
        kind: PostgresCluster
        metadata:
          name: db
          namespace: db
        spec:
          postgresVersion: 16
          instances:
            - name: instance
              replicas: 2
              dataVolumeClaimSpec:
                accessModes: [ReadWriteOnce]
                resources:
                  requests:
                    storage: 5Gi
          dataSource:
            pgbackrest:
              stanza: db
              configuration:
                - secret:
                    name: s3-creds
              global:
                repo1-path: /pgbackrest/repo1
              repo:
                name: repo1
                s3:
                  bucket: castle-backups
                  endpoint: s3.eu-central-1.amazonaws.com
                  region: eu-central-1
              options:
                - --process-max=4
          backups:
            pgbackrest:
              configuration:
                - secret:
                    name: s3-creds
              global:
                repo1-path: /pgbackrest/repo1
                repo1-retention-full: "14"
                repo1-retention-full-type: time
              repos:
                - name: repo1
                  schedules:
                    full: "0 1 * * 0"
                    differential: "0 1 * * 1-6"
                  s3:
                    bucket: castle-backups
                    endpoint: s3.eu-central-1.amazonaws.com
                    region: eu-central-1

        """;

    /// <summary>A restore that runs in a container of its own.</summary>
    public const string Job = """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: restore
          namespace: db
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: restore
                  image: registry.example.org/pgbackrest:2.58.0
                  command: [pgbackrest, --stanza=db, --delta, --type=time, "--target=2026-02-10 14:55:00+00", restore]

        """;

    /// <summary>The text with one part put in place of another, which must be there.</summary>
    public static string With(this string text, string part, string other) =>
        text.Contains(part, StringComparison.Ordinal) ? text.Replace(part, other, StringComparison.Ordinal) : throw new InvalidOperationException($"the example does not hold '{part}'");
}
