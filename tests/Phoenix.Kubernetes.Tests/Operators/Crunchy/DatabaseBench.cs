using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.KubeSim.Operators.Crunchy;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Crunchy;
using Phoenix.Kubernetes.Tests.Memory;
using Phoenix.Lab.S3;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Tests.Operators.Crunchy;

/// <summary>A PostgresCluster as the database layer of a stack: the operator's double with a real PostgreSQL and a real pgBackRest, and an S3 endpoint; spoken to through the API server.</summary>
internal sealed class DatabaseBench : IAsyncDisposable
{
    private const string Bucket = "castle";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("phoenix-castle-");
    private readonly DatabaseServer _server;
    private readonly List<ClusterApi> _clients = [];
    private S3EndpointHost? _s3;
    private CrunchyOperator? _operator;
    private CrunchyDatabaseLayer? _layer;

    private DatabaseBench(DatabaseServer server) => _server = server;

    /// <summary>The layer.</summary>
    public CrunchyDatabaseLayer Layer => _layer!;

    /// <summary>What the layer and the double said, for a test that waits in vain.</summary>
    public string Words => $"{string.Join(" | ", Log.Lines.TakeLast(10))}; last error of the double: {_operator?.LastError ?? "none"}";

    private ListLog Log { get; } = new();

    /// <summary>Starts all of it.</summary>
    public static async Task<DatabaseBench> StartAsync(DatabaseServer server, CancellationToken token)
    {
        DatabaseBench bench = new(server);
        try
        {
            await bench.OpenAsync(token);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_layer is not null)
        {
            await _layer.DisposeAsync();
        }

        await _server.CleanAsync();
        if (_operator is not null)
        {
            await _operator.DisposeAsync();
        }

        if (_s3 is not null)
        {
            await _s3.DisposeAsync();
        }

        await _server.EndAsync();
        foreach (ClusterApi client in _clients)
        {
            client.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private async Task OpenAsync(CancellationToken token)
    {
        // Servers run under an account of their own, and read the authority's file.
        _folder.UnixFileMode |= UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        S3EndpointOptions options = new() { Directory = Path.Combine(_folder.FullName, "s3") };
        _s3 = await S3EndpointHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, token);
        using S3EndpointAdmin admin = new(_s3.Port, _s3.CaFile, _s3.AdminKey, options.Region, TimeProvider.System);
        await admin.CreateBucketAsync(Bucket, token);
        AccessKey key = await admin.MintKeyAsync(token);
        ClusterApi api = Client("phoenix");
        JsonObject secret = new()
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = "s3", ["namespace"] = _server.Space },
            ["data"] = new JsonObject { ["s3.conf"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"[global]\nrepo1-s3-key={key.Id}\nrepo1-s3-key-secret={key.Secret}\n")) },
        };
        await api.CreateAsync(new KubeKind("", "v1", "Secret", "secrets", Namespaced: true), new KubeObject(secret), token);
        _operator = await CrunchyOperator.StartAsync(
            Client("postgres-operator"), new CrunchyOptions { Folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, "node")).FullName, NodeName = _server.Node }.Quick(), token);
        _server.Attach(_operator);

        ToolRunner runner = new(new Unobserved(), TimeProvider.System);
        RepositorySettings repository = new(
            new S3Settings("localhost", _s3.Port, options.Region, Bucket, S3UriStyle.Path, _s3.CaFile, key.Id, key.Secret), "/castle/repo1", "db", null);
        OutsideRepository outside = new(repository, Path.Combine(_folder.FullName, "outside"), runner, "phoenix-contract", TimeProvider.System);
        LayerScope scope = new("database", runner, Log, new LayerOutputs(), new Passwords(), "phoenix-contract", TimeSpan.FromMinutes(1), TimeProvider.System) { Stack = "castle" };
        DriverDefinition.PostgresCluster definition = new(
            new ClusterObjectName(_server.Space, "castle"), ClusterManage.Patch, "repo1", "castle.yaml", null, "postgres", new Dictionary<string, string> { ["postgres"] = "PASSWORD" }, Dsn: null);
        KubeObject manifest = new(Manifest());
        _layer = new CrunchyDatabaseLayer(new CrunchySite(definition, api, scope, repository, outside.Repository, _ => [manifest], _ => Task.FromResult(false)), outside);
    }

    private ClusterApi Client(string manager)
    {
        ClusterApi client = _server.Client(manager);
        _clients.Add(client);
        return client;
    }

    private JsonObject Manifest() => new()
    {
        ["apiVersion"] = "postgres-operator.crunchydata.com/v1beta1",
        ["kind"] = "PostgresCluster",
        ["metadata"] = new JsonObject { ["name"] = "castle", ["namespace"] = _server.Space },
        ["spec"] = new JsonObject
        {
            ["postgresVersion"] = CrunchyBench.Version,
            ["instances"] = new JsonArray(new JsonObject
            {
                ["name"] = "db",
                ["dataVolumeClaimSpec"] = new JsonObject
                {
                    ["accessModes"] = new JsonArray("ReadWriteOnce"), ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = "1Gi" } },
                },
            }),
            ["users"] = new JsonArray(new JsonObject { ["name"] = "postgres" }),
            ["backups"] = new JsonObject
            {
                ["pgbackrest"] = new JsonObject
                {
                    ["configuration"] = CrunchyBench.Configuration(),
                    ["global"] = new JsonObject
                    {
                        ["repo1-path"] = "/castle/repo1",
                        ["repo1-s3-uri-style"] = "path",
                        ["repo1-storage-ca-file"] = _s3!.CaFile,
                        ["repo1-storage-port"] = _s3.Port.ToString(CultureInfo.InvariantCulture),
                        ["repo1-retention-full"] = "9",
                        ["start-fast"] = "y",
                    },
                    ["repos"] = new JsonArray(CrunchyBench.Repository()),
                },
            },
        },
    };

    private sealed class Passwords : ISecretReader
    {
        public IReadOnlyList<string> Known => [];

        public Task<string> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult("a password that outlives a wipe");

        public Task<string> ReadAsync(string name, SecretDefinition definition, CancellationToken cancellationToken) => ReadAsync(name, cancellationToken);
    }

    private sealed class Unobserved : IToolObserver
    {
        public void Started(ToolProcess process)
        {
        }

        public void Ended(ToolProcess process, int exitCode, TimeSpan duration)
        {
        }
    }
}
