namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>The good manifests from which the examples of these rules are made.</summary>
internal static class CrunchyExamples
{
    /// <summary>A cluster that is restored from the repository that it archives to, and the Secret with the keys.</summary>
    public const string Restored = """
        apiVersion: postgres-operator.crunchydata.com/v1
        kind: PostgresCluster
        metadata:
          name: castle
          namespace: castle-db
        spec:
          postgresVersion: 17
          instances:
            - dataVolumeClaimSpec:
                accessModes: [ReadWriteOnce]
                resources: { requests: { storage: 10Gi } }
          dataSource:
            pgbackrest:
              stanza: db
              configuration:
                - secret: { name: castle-s3 }
              global:
                repo1-path: /castle/repo1
              repo:
                name: repo1
                s3:
                  bucket: castle-backups
                  endpoint: s3.eu-central-1.amazonaws.com
                  region: eu-central-1
          backups:
            pgbackrest:
              configuration:
                - secret: { name: castle-s3 }
              global:
                repo1-path: /castle/repo1
                repo1-retention-full: "14"
                repo1-retention-full-type: time
              repos:
                - name: repo1
                  schedules: { full: "0 1 * * 0", differential: "0 1 * * 1-6" }
                  s3:
                    bucket: castle-backups
                    endpoint: s3.eu-central-1.amazonaws.com
                    region: eu-central-1
        ---
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: castle-s3
          namespace: castle-db
        spec:
          secretStoreRef: { kind: ClusterSecretStore, name: vault }
          target:
            template:
              data:
                s3.conf: |
                  [global]
                  repo1-s3-key={{ .id }}
                  repo1-s3-key-secret={{ .secret }}
          data:
            - secretKey: id
              remoteRef: { key: S3_KEY }
            - secretKey: secret
              remoteRef: { key: S3_SECRET }

        """;

    /// <summary><see cref="Restored"/> as an example.</summary>
    public static LintExample Good => LintExample.Yaml(Restored);

    /// <summary><see cref="Restored"/> with the first occurrence of a text changed: the restore's.</summary>
    public static LintExample First(string old, string changed) => LintExample.Yaml(Change(Restored, old, changed, Restored.IndexOf(old, StringComparison.Ordinal)));

    /// <summary><see cref="Restored"/> with the last occurrence of a text changed: the backups', or the Secret's.</summary>
    public static LintExample Last(string old, string changed) => LintExample.Yaml(Change(Restored, old, changed, Restored.LastIndexOf(old, StringComparison.Ordinal)));

    /// <summary><see cref="Restored"/> with every occurrence of a text changed.</summary>
    public static LintExample Each(string old, string changed) => LintExample.Yaml(Restored.Replace(old, changed, StringComparison.Ordinal));

    /// <summary><see cref="Restored"/> with an encrypted repository and its passphrase.</summary>
    public static LintExample Encrypted => Each("repo1-path: /castle/repo1\n", "repo1-path: /castle/repo1\n        repo1-cipher-type: aes-256-cbc\n")
        .Changed("repo1-s3-key-secret={{ .secret }}\n", "repo1-s3-key-secret={{ .secret }}\n          repo1-cipher-pass={{ .pass }}\n")
        .Changed("      remoteRef: { key: S3_SECRET }\n", "      remoteRef: { key: S3_SECRET }\n    - secretKey: pass\n      remoteRef: { key: BACKUP_PASSPHRASE }\n");

    /// <summary><see cref="Restored"/> with another line at the end of the cluster's specification.</summary>
    public static LintExample More(string lines) => First("  dataSource:\n", $"{lines}  dataSource:\n");

    /// <summary><see cref="Restored"/> with a script that runs in the new cluster.</summary>
    /// <param name="statement">A statement of the script.</param>
    /// <param name="key">The key that the cluster names.</param>
    public static LintExample WithSql(string statement, string key = "init.sql") => LintExample.Yaml(Change(Restored, "  dataSource:\n", $"  databaseInitSQL: {{ name: castle-sql, key: {key} }}\n  dataSource:\n") + $"""
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: castle-sql
          namespace: castle-db
        data:
          init.sql: |
            \set ON_ERROR_STOP on
            \connect castle
            {statement}

        """);

    /// <summary>An example whose restore reads its keys from a Secret of its own, which holds no passphrase.</summary>
    /// <param name="example">The example.</param>
    /// <param name="file">The name of the Secret's file.</param>
    public static LintExample WithOwnKeys(this LintExample example, string file)
    {
        LintExample changed = example.Changed("secret: { name: castle-s3 }", "secret: { name: castle-restore }");
        return LintExample.Yaml(changed.Files[0].Text + $$$"""
        ---
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: castle-restore
          namespace: castle-db
        spec:
          secretStoreRef: { kind: ClusterSecretStore, name: vault }
          target:
            template:
              data:
                {{{file}}}: |
                  [global]
                  repo1-s3-key={{ .id }}
                  repo1-s3-key-secret={{ .secret }}
          data:
            - secretKey: id
              remoteRef: { key: S3_READ_KEY }
            - secretKey: secret
              remoteRef: { key: S3_READ_SECRET }

        """);
    }

    /// <summary>An example with the first occurrence of a text in its first file changed.</summary>
    public static LintExample Changed(this LintExample example, string old, string changed)
    {
        (string path, string text) = example.Files[0];
        return new LintExample([(path, Change(text, old, changed, text.IndexOf(old, StringComparison.Ordinal))), .. example.Files.Skip(1)]);
    }

    private static string Change(string text, string old, string changed) => Change(text, old, changed, text.IndexOf(old, StringComparison.Ordinal));

    private static string Change(string text, string old, string changed, int at) => at < 0 ? throw new ArgumentException($"the example has no '{old}'", nameof(old)) : text[..at] + changed + text[(at + old.Length)..];
}
