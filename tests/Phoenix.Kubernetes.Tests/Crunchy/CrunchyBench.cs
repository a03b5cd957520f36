using System.Text;
using System.Text.Json.Nodes;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Crunchy;
using Phoenix.Kubernetes.Tests.Memory;
using Phoenix.Ports;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Tests.Crunchy;

/// <summary>A PostgresCluster's layer on a cluster in memory: no operator acts there but the test.</summary>
internal sealed class CrunchyBench
{
    private static readonly KubeKind Kind = new("postgres-operator.crunchydata.com", "v1beta1", "PostgresCluster", "postgresclusters", Namespaced: true);

    public MemoryCluster Cluster { get; } = new MemoryCluster(TimeProvider.System).Serve([Kind, .. Kinds.Core, .. Kinds.Flux]);

    public ListLog Log { get; } = new();

    public RepositoryInBench Repository { get; } = new();

    public List<KubeObject> Manifest { get; } = [ClusterSamples.Object()];

    public DriverDefinition.PostgresCluster Definition { get; set; } = new(
        new ClusterObjectName("tazlab-db", "tazlab"), ClusterManage.Patch, "repo1", "/stacks/db.yaml", null, "postgres", new Dictionary<string, string>(), Dsn: null);

    public CrunchySite Site => new(
        Definition,
        Cluster,
        new LayerScope("database", new ToolRunner(new NoObserver(), TimeProvider.System), Log, new LayerOutputs(), new BenchSecrets(), "test", TimeSpan.FromMinutes(1), TimeProvider.System) { Stack = "tazlab" },
        new RepositorySettings(
            new S3Settings("s3.eu-central-1.amazonaws.com", 443, "eu-central-1", "tazlab-longhorn", S3UriStyle.Host, null, "key", "secret"), "/pgbackrest/repo1", "db", null),
        Repository,
        _ => Manifest,
        _ => Task.FromResult(false));

    /// <summary>The object as it is now; null when there is none.</summary>
    public KubeObject? Now => Cluster.Peek("PostgresCluster", "tazlab-db", "tazlab");

    /// <summary>Lets the operator report something.</summary>
    public Task ReportAsync(string status, CancellationToken cancellationToken) =>
        Cluster.PatchAsync(Kind, "tazlab-db", "tazlab", new JsonObject { ["status"] = JsonNode.Parse(status) }, status: true, cancellationToken);

    /// <summary>Waits until the object is as the test wants it.</summary>
    public async Task<KubeObject> UntilAsync(Func<KubeObject, bool> holds, CancellationToken cancellationToken)
    {
        await foreach (KubeChange change in Cluster.WatchAsync(Kind, "tazlab-db", "tazlab", null, cancellationToken))
        {
            if (change is { Type: KubeChangeType.Present, Object: { } now } && holds(now))
            {
                return now;
            }
        }

        throw new InvalidOperationException("a watch has no end");
    }

    /// <summary>An object of the core group that belongs to the cluster.</summary>
    public KubeObject Put(string kind, string name, params string[] finalizers) => Cluster.Put(new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = "tazlab-db",
            ["labels"] = new JsonObject { ["postgres-operator.crunchydata.com/cluster"] = "tazlab" },
            ["finalizers"] = new JsonArray([.. finalizers.Select(f => (JsonNode)f)]),
        },
    });

    /// <summary>What a Secret holds under a key; null when there is none.</summary>
    public string? Secret(string name, string key) =>
        Cluster.Peek("Secret", "tazlab-db", name)?.TextAt("data", key) is string text ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : null;

    private sealed class NoObserver : IToolObserver
    {
        public void Started(ToolProcess process)
        {
        }

        public void Ended(ToolProcess process, int exitCode, TimeSpan duration)
        {
        }
    }

    // Each secret is its name, turned round.
    private sealed class BenchSecrets : ISecretReader
    {
        public IReadOnlyList<string> Known => [];

        public Task<string> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult(new string([.. name.Reverse()]));

        public Task<string> ReadAsync(string name, SecretDefinition definition, CancellationToken cancellationToken) => ReadAsync(name, cancellationToken);
    }

    /// <summary>A repository that holds what the test says.</summary>
    internal sealed class RepositoryInBench : IRepository
    {
        public List<string> Labels { get; } = ["20260101-000000F"];

        public RepositoryLocation Location => ClusterSamples.Repository;

        public Task<RepositoryInfo> ReadInfoAsync(CancellationToken cancellationToken) => Task.FromResult(new RepositoryInfo(
            0, "ok", 1, [.. Labels.Select(l => new BackupSet(l, "full", new Lsn(1), new Lsn(2), "", "", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, 1, false, 1))], "none"));

        public Task<ArchiveListing> ListArchiveAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> DigestListingAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string?> FetchSegmentAsync(WalSegment segment, string directory, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<TimelineHistory?> ReadHistoryAsync(uint timeline, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
