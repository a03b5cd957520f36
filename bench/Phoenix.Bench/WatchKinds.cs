using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Castle;
using Phoenix.KubeSim;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Bench;

/// <summary>
/// The 20 kinds that <see cref="WatchBench"/> watches: what a cluster of the castle holds. Those of operators are by the operators' own definitions where these are to be had, else by
/// definitions of the same names without a schema; the objects are the same.
/// </summary>
internal static class WatchKinds
{
    /// <summary>Where all objects live.</summary>
    public const string Namespace = "default";

    private const string Bookkeeping = "bench.phoenix.test/note-";
    private const int Notes = 24;

    private static readonly (string Set, KubeKind Kind, string Content)[] All =
    [
        ("", new("", "v1", "ConfigMap", "configmaps", true), """{ "data": { "castle.conf": "a = 1\nb = 2\n" } }"""),
        ("", new("", "v1", "Secret", "secrets", true), """{ "stringData": { "s3.conf": "[global]\nrepo1-s3-key=AKIA\n" } }"""),
        ("", new("", "v1", "Service", "services", true), """{ "spec": { "selector": { "app": "castle" }, "ports": [ { "port": 443, "targetPort": 8443 } ] } }"""),
        ("", new("", "v1", "Pod", "pods", true), """{ "spec": { "containers": [ { "name": "main", "image": "registry.example.org/castle:1.2.3", "env": [ { "name": "A", "value": "1" } ], "ports": [ { "containerPort": 8443 } ] } ] } }"""),
        ("", new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true), """{ "spec": { "accessModes": [ "ReadWriteOnce" ], "resources": { "requests": { "storage": "1Gi" } } } }"""),
        ("", new("apps", "v1", "Deployment", "deployments", true), """{ "spec": { "replicas": 1, "selector": { "matchLabels": { "app": "castle" } }, "template": { "metadata": { "labels": { "app": "castle" } }, "spec": { "containers": [ { "name": "main", "image": "registry.example.org/castle:1.2.3" } ] } } } }"""),
        ("", new("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", true), """{ "addressType": "IPv4", "ports": [ { "name": "", "port": 8443, "protocol": "TCP" } ], "endpoints": [ { "addresses": [ "10.244.1.7" ], "conditions": { "ready": true } } ] }"""),
        ("flux", new("source.toolkit.fluxcd.io", "v1", "GitRepository", "gitrepositories", true), """{ "spec": { "interval": "1m", "url": "https://git.example.org/castle.git", "ref": { "branch": "main" } } }"""),
        ("flux", new("source.toolkit.fluxcd.io", "v1", "HelmRepository", "helmrepositories", true), """{ "spec": { "interval": "10m", "url": "https://charts.example.org" } }"""),
        ("flux", new("source.toolkit.fluxcd.io", "v1", "OCIRepository", "ocirepositories", true), """{ "spec": { "interval": "10m", "url": "oci://registry.example.org/castle" } }"""),
        ("flux", new("kustomize.toolkit.fluxcd.io", "v1", "Kustomization", "kustomizations", true), """{ "spec": { "interval": "10m", "prune": true, "path": "./apps", "sourceRef": { "kind": "GitRepository", "name": "castle" } } }"""),
        ("flux", new("helm.toolkit.fluxcd.io", "v2", "HelmRelease", "helmreleases", true), """{ "spec": { "interval": "10m", "chart": { "spec": { "chart": "castle", "version": "1.2.3", "sourceRef": { "kind": "HelmRepository", "name": "castle" } } } } }"""),
        ("external-secrets-v2.9.0", new("external-secrets.io", "v1", "ExternalSecret", "externalsecrets", true), """{ "spec": { "refreshInterval": "1h", "secretStoreRef": { "name": "store" }, "data": [ { "secretKey": "key", "remoteRef": { "key": "CASTLE_S3_KEY" } } ] } }"""),
        ("external-secrets-v2.9.0", new("external-secrets.io", "v1", "SecretStore", "secretstores", true), """{ "spec": { "provider": { "fake": { "data": [ { "key": "a", "value": "b" } ] } } } }"""),
        ("longhorn-v1.12.1", new("longhorn.io", "v1beta2", "Volume", "volumes", true), """{ "spec": { "size": "1073741824", "numberOfReplicas": 1 } }"""),
        ("longhorn-v1.12.1", new("longhorn.io", "v1beta2", "Engine", "engines", true), """{ "spec": { "volumeName": "castle" } }"""),
        ("longhorn-v1.12.1", new("longhorn.io", "v1beta2", "Replica", "replicas", true), """{ "spec": { "volumeName": "castle" } }"""),
        ("longhorn-v1.12.1", new("longhorn.io", "v1beta2", "InstanceManager", "instancemanagers", true), """{ "spec": { "image": "longhornio/longhorn-instance-manager:v1.12.1", "nodeID": "sim-1" } }"""),
        ("longhorn-v1.12.1", new("longhorn.io", "v1beta2", "VolumeAttachment", "volumeattachments", true), """{ "spec": { "volume": "castle" } }"""),
        ("crunchy-v6.0.3", new("postgres-operator.crunchydata.com", "v1", "PostgresCluster", "postgresclusters", true), """{ "spec": { "postgresVersion": 17, "instances": [ { "name": "instance", "dataVolumeClaimSpec": { "accessModes": [ "ReadWriteOnce" ], "resources": { "requests": { "storage": "1Gi" } } } } ] } }"""),
    ];

    /// <summary>The kinds.</summary>
    public static IReadOnlyList<KubeKind> Kinds { get; } = [.. All.Select(a => a.Kind)];

    /// <summary>Whether all of the operators' own definitions are here.</summary>
    public static bool AreGenuine => All.Select(a => a.Set).Where(s => s.Length > 0).All(CastleDefinitions.Has);

    /// <summary>How kubectl names a kind so that no other one is meant.</summary>
    public static string Argument(KubeKind kind) => kind.Group.Length == 0 ? kind.Plural : $"{kind.Plural}.{kind.Version}.{kind.Group}";

    /// <summary>The name of one of a kind's objects.</summary>
    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"castle-{number}");

    /// <summary>Lets the server serve the kinds, and makes the same number of objects of each.</summary>
    public static async Task MakeAsync(KubeSimServer server, IClusterApi api, int each)
    {
        foreach (IGrouping<string, (string Set, KubeKind Kind, string Content)> set in All.Where(a => a.Set.Length > 0).GroupBy(a => a.Set))
        {
            await server.InstallDefinitionsAsync(CastleDefinitions.Has(set.Key) ? await CastleDefinitions.ReadAsync(set.Key, CancellationToken.None) : string.Join("---\n", set.Select(s => Definition(s.Kind))));
        }

        foreach ((_, KubeKind kind, string content) in All)
        {
            KubeKind served = await api.FindKindAsync(kind.ApiVersion, kind.Kind, CancellationToken.None) ?? throw new InvalidOperationException($"the simulator serves no {kind.Kind} of {kind.ApiVersion}");
            await Parallel.ForEachAsync(Enumerable.Range(0, each), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (n, token) => await api.CreateAsync(served, Make(kind, content, n), token));
        }
    }

    // With the labels and notes that tools leave on objects: with what the server adds, about 4 kB.
    private static KubeObject Make(KubeKind kind, string content, int number)
    {
        JsonObject made = JsonNode.Parse(content)!.AsObject();
        made["apiVersion"] = kind.ApiVersion;
        made["kind"] = kind.Kind;
        JsonObject notes = [];
        for (int i = 0; i < Notes; i++)
        {
            notes[string.Create(CultureInfo.InvariantCulture, $"{Bookkeeping}{i}")] = string.Create(CultureInfo.InvariantCulture, $"{kind.Plural}/{number}: what a tool wrote down for itself, {i}");
        }

        made["metadata"] = new JsonObject
        {
            ["name"] = Name(number),
            ["namespace"] = Namespace,
            ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = "castle", ["app.kubernetes.io/instance"] = Name(number), ["app.kubernetes.io/managed-by"] = "bench", ["app.kubernetes.io/part-of"] = kind.Plural },
            ["annotations"] = notes,
        };
        return new KubeObject(made);
    }

    private static string Definition(KubeKind kind) => $$"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: { name: {{kind.Plural}}.{{kind.Group}} }
        spec:
          group: {{kind.Group}}
          scope: Namespaced
          names: { kind: {{kind.Kind}}, listKind: {{kind.Kind}}List, plural: {{kind.Plural}}, singular: {{kind.Kind.ToLowerInvariant()}} }
          versions: [ { name: {{kind.Version}}, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } } ]

        """;
}
