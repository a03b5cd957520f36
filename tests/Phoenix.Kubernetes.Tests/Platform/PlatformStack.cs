using Phoenix.Kubernetes.ExternalSecrets;
using Phoenix.Kubernetes.Flux;
using Phoenix.Kubernetes.Longhorn;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>A castle without its database: what is in its repository, and its drivers.</summary>
internal static class PlatformStack
{
    /// <summary>A store, and the ExternalSecret of the repository.</summary>
    internal static string Secrets(PlatformNames names) => $$$"""
        apiVersion: external-secrets.io/v1
        kind: ClusterSecretStore
        metadata: { name: {{{names.Store}}} }
        spec:
          provider: { fake: { data: [] } }
        ---
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: { name: s3, namespace: {{{names.Data}}} }
        spec:
          secretStoreRef: { kind: ClusterSecretStore, name: {{{names.Store}}} }
          target:
            name: pgbackrest-s3
            template:
              data:
                s3.conf: |
                  [global]
                  repo1-s3-key={{ .key }}
                  repo1-s3-key-secret={{ .secret }}
                  repo1-path=/pgbackrest/repo1
          data:
            - { secretKey: key, remoteRef: { key: S3_KEY } }
            - { secretKey: secret, remoteRef: { key: S3_SECRET } }
        """;

    /// <summary>A class whose volumes Longhorn makes.</summary>
    internal static string StorageClass(PlatformNames names) => $$"""
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: { name: {{names.StorageClass}} }
        provisioner: driver.longhorn.io
        reclaimPolicy: Delete
        parameters: { numberOfReplicas: "1" }
        """;

    /// <summary>The three drivers, as layers of one stack.</summary>
    internal static (FluxDriver Flux, ExternalSecretDriver Secrets, LonghornDriver Longhorn) Drivers(PlatformBench bench)
    {
        ExpectedRepository expected = new(new RepositoryLocation("s3.test:9000", "castle", "eu-central-1", "/pgbackrest/repo1", "db"), "AKIAEXAMPLE", "very-secret-key", null, null);
        RepositoryProbe probe = new(_ => Task.FromResult(expected), (_, _) => Task.FromResult<string?>(null));
        return (
            new FluxDriver(new DriverDefinition.Flux([], [], TimeSpan.FromSeconds(5)), bench.Api, bench.Log, TimeProvider.System),
            new ExternalSecretDriver(new DriverDefinition.ExternalSecret([new ClusterObjectName(bench.Names.Data, "s3")], true), probe, bench.Api, bench.Log, TimeProvider.System),
            new LonghornDriver(new DriverDefinition.Longhorn(bench.Names.Longhorn, false), bench.Api, bench.Log, TimeProvider.System));
    }

    /// <summary>Commits what Flux is to apply, and applies the two objects that a bootstrap of Flux would.</summary>
    internal static async Task CommitAsync(PlatformBench bench)
    {
        bench.Repository.Commit(new Dictionary<string, string>
        {
            ["clusters/all.yaml"] = Child("base", "") + "---\n" + Child("configs", "base") + "---\n" + Child("apps", "configs"),
            ["base/namespace.yaml"] = "apiVersion: v1\nkind: Namespace\nmetadata: { name: castle-db }\n",
            ["base/class.yaml"] = StorageClass(bench.Names),
            ["configs/secrets.yaml"] = Secrets(bench.Names),
            ["apps/data.yaml"] = """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: { name: data, namespace: castle-db }
                spec: { accessModes: [ReadWriteOnce], storageClassName: longhorn, resources: { requests: { storage: 1Gi } } }
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: { name: apps, namespace: castle-db }
                data: { value: "1" }
                """,
        });
        await bench.ApplyAsync("""
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: { name: flux-system, namespace: flux-system }
            spec: { url: https://git.test/castle, interval: 1h }
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: { name: root, namespace: flux-system }
            spec: { interval: 1h, prune: true, path: ./clusters, sourceRef: { kind: GitRepository, name: flux-system } }
            """);
    }

    private static string Child(string name, string dependsOn) => $$"""
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: { name: {{name}}, namespace: flux-system }
        spec:
          interval: 1h
          prune: true
          wait: true
          path: ./{{name}}
          sourceRef: { kind: GitRepository, name: flux-system }
          dependsOn: [{{(dependsOn.Length == 0 ? "" : "{ name: " + dependsOn + " }")}}]

        """;
}
