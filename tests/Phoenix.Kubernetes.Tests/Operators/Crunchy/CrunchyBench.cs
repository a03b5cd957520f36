using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Phoenix.Adapters.PostgreSql;
using Phoenix.KubeSim;
using Phoenix.KubeSim.Operators.Crunchy;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Tests.Cluster;
using Phoenix.Kubernetes.Tests.Sim;
using Phoenix.Lab.S3;
using Phoenix.Testing;

namespace Phoenix.Kubernetes.Tests.Operators.Crunchy;

/// <summary>
/// A cluster with the operator's double on it: objects in memory alone, or, where the test takes backups, a simulated API server with the operator's published
/// definition, and an S3 endpoint.
/// </summary>
internal sealed class CrunchyBench : IAsyncDisposable
{
    public const string Space = "castle-db";
    private readonly string _folder;
    private readonly CrunchyOptions _options;
    private S3EndpointHost? _s3;
    private KubeSimServer? _server;
    private ClusterApi? _own;

    private CrunchyBench(string folder)
    {
        _folder = folder;
        _options = new CrunchyOptions { Folder = Path.Combine(folder, "node") }.Quick() with { JobBackoff = TimeSpan.FromMilliseconds(10) };
    }

    public static bool Possible => File.Exists("/usr/bin/pgbackrest") && PostgresInstallation.FindAll().Any(i => i.Major <= 15);

    /// <summary>The test's own access to the cluster.</summary>
    public IClusterApi Cluster { get; private set; } = new MemoryCluster();

    public CrunchyOperator Operator { get; private set; } = null!;

    /// <summary>The major version that pgBackRest 2.45 can back up.</summary>
    public static int Version => PostgresInstallation.Choose(PostgresInstallation.FindAll(), new Version(2, 45)).Installation.Major;

    /// <summary>Starts the double; with <paramref name="s3"/> on an API server, with the endpoint, its bucket and the Secret <c>s3</c> with its key.</summary>
    public static async Task<CrunchyBench> StartAsync(bool s3)
    {
        string folder = Directory.CreateTempSubdirectory("phoenix-crunchy-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        CrunchyBench bench = new(folder);
        try
        {
            if (s3)
            {
                await bench.StartServerAsync();
                await bench.StartS3Async();
            }

            await bench.StartOperatorAsync();
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>Another operator on the same disks, after the first one lost its machine or was ended.</summary>
    public async Task StartOperatorAsync()
    {
        if (_server is null)
        {
            Operator = await CrunchyOperator.StartAsync(Cluster, _options, CancellationToken.None);
            return;
        }

        _own ??= new ClusterApi(SimAccess.Of(_server), TimeProvider.System) { FieldManager = "postgres-operator" };
        Operator = await CrunchyOperator.StartAsync(_own, _options, CancellationToken.None);
        _server.Pods.Add(Operator);
    }

    public Task<KubeObject?> GetAsync(string kind, string name) => Cluster.GetAsync(MemoryCluster.Kind(kind), Space, name, CancellationToken.None);

    public Task<IReadOnlyList<KubeObject>> ListAsync(string kind, string? labels = null) => Cluster.ListAsync(MemoryCluster.Kind(kind), Space, labels, CancellationToken.None);

    public Task PatchAsync(string name, JsonObject patch) => Cluster.PatchAsync(MemoryCluster.Kind("PostgresCluster"), Space, name, patch, status: false, CancellationToken.None);

    public async Task DeleteAsync(string kind, string name)
    {
        await Cluster.DeleteAsync(MemoryCluster.Kind(kind), Space, name, null, CancellationToken.None);
        await Condition.HoldsAsync(async () => await GetAsync(kind, name) is null, $"{kind} {name} is gone; last error of the double: {Operator.LastError}");
    }

    public Task CreateAsync(string kind, JsonObject content)
    {
        content["apiVersion"] = MemoryCluster.Kind(kind).ApiVersion;
        content["kind"] = kind;
        content["metadata"]!["namespace"] = Space;
        return Cluster.CreateAsync(MemoryCluster.Kind(kind), new KubeObject(content), CancellationToken.None);
    }

    public Task SecretAsync(string name, params (string Key, string Value)[] data) => SecretAsync(name, [], data);

    public Task SecretAsync(string name, JsonObject labels, params (string Key, string Value)[] data) => CreateAsync("Secret", new JsonObject
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels },
        ["data"] = new JsonObject(data.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(d.Value))))),
    });

    /// <summary>Makes a PostgresCluster with its backups in the bucket, altered by the test.</summary>
    public Task PostgresClusterAsync(string name, Action<JsonObject>? alter = null)
    {
        JsonObject spec = new()
        {
            ["postgresVersion"] = Version,
            ["port"] = 5432,
            ["instances"] = new JsonArray(new JsonObject
            {
                ["name"] = "db",
                ["dataVolumeClaimSpec"] = new JsonObject
                {
                    ["accessModes"] = new JsonArray("ReadWriteOnce"), ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = "1Gi" } },
                },
            }),
            ["users"] = new JsonArray(new JsonObject { ["name"] = "memories", ["databases"] = new JsonArray("memories") }),
            ["backups"] = new JsonObject
            {
                ["pgbackrest"] = new JsonObject { ["configuration"] = Configuration(), ["global"] = Global(), ["repos"] = new JsonArray(Repository()) },
            },
        };
        alter?.Invoke(spec);
        return CreateAsync("PostgresCluster", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = spec });
    }

    /// <summary>The data source that reads what the clusters of this bench write.</summary>
    public JsonObject DataSource(params string[] options) => new()
    {
        ["pgbackrest"] = new JsonObject
        {
            ["stanza"] = "db",
            ["configuration"] = Configuration(),
            ["global"] = Global(),
            ["repo"] = Repository(),
            ["options"] = new JsonArray([.. options.Select(o => (JsonNode)o)]),
        },
    };

    public static JsonArray Configuration() => new(new JsonObject { ["secret"] = new JsonObject { ["name"] = "s3" } });

    public JsonObject Global() => new()
    {
        ["repo1-path"] = "/castle/repo1",
        ["repo1-s3-uri-style"] = "path",
        ["repo1-storage-ca-file"] = _s3?.CaFile ?? "none",
        ["repo1-storage-port"] = (_s3?.Port ?? 1).ToString(CultureInfo.InvariantCulture),
        ["repo1-bundle"] = "y",
        ["io-timeout"] = "5",
        ["start-fast"] = "y",
        ["compress-type"] = "zst",
    };

    public static JsonObject Repository() => new()
    {
        ["name"] = "repo1", ["s3"] = new JsonObject { ["bucket"] = "castle", ["endpoint"] = "localhost", ["region"] = "phoenix-lab-1" },
    };

    /// <summary>Awaits something of the cluster's status.</summary>
    public Task StatusAsync(string name, Func<JsonNode, bool> holds, string what) => Condition.HoldsAsync(
        async () => (await GetAsync("PostgresCluster", name))?.At("status") is { } status && holds(status), $"{what}; last error of the double: {Operator.LastError}");

    public static bool Has(JsonNode status, string condition, string value, string? reason = null) => status["conditions"] is JsonArray all
        && all.Any(c => c!["type"]!.GetValue<string>() == condition && c["status"]!.GetValue<string>() == value && (reason is null || c["reason"]!.GetValue<string>() == reason));

    /// <summary>Awaits the backup that the operator takes by itself.</summary>
    public Task BackedUpAsync(string name) => StatusAsync(name, s => Has(s, "PGBackRestReplicaCreate", "True"), "the first backup is taken");

    /// <summary>Awaits the instance's Pod to be ready in a role; its name.</summary>
    public async Task<string> ReadyAsync(string name, string role = "master")
    {
        string pod = "";
        await Condition.HoldsAsync(
            async () =>
            {
                KubeObject? found = (await ListAsync("Pod", $"postgres-operator.crunchydata.com/cluster={name},postgres-operator.crunchydata.com/instance"))
                    .FirstOrDefault(p => p.TextAt("metadata", "annotations", "status")?.Contains($"\"role\":\"{role}\"", StringComparison.Ordinal) == true);
                pod = found?.Name ?? "";
                return found is not null;
            },
            $"an instance of {name} is {role}; last error of the double: {Operator.LastError}");
        return pod;
    }

    /// <summary>Asks the database as a client does: through the API server to the Pod's port, by TLS, with the Secret's password.</summary>
    public async Task<object?> AskAsync(string cluster, string pod, string sql)
    {
        KubeObject secret = (await GetAsync("Secret", cluster + "-pguser-memories"))!;
        await using LocalPort port = new(Cluster, Space, _ => Task.FromResult(pod), 5432);
        NpgsqlConnectionStringBuilder address = new()
        {
            Host = "localhost",
            Port = port.Port,
            Username = "memories",
            Password = Value(secret, "password"),
            Database = "memories",
            SslMode = SslMode.Require,
            Pooling = false,
        };
        await using NpgsqlConnection connection = new(address.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The same; null while it lets nobody in.</summary>
    public async Task<object?> TryAskAsync(string cluster, string pod, string sql)
    {
        try
        {
            return await AskAsync(cluster, pod, sql);
        }
        catch (NpgsqlException)
        {
            return null; // Asked again by whoever waits.
        }
    }

    public static string Value(KubeObject secret, string key) => Encoding.UTF8.GetString(Convert.FromBase64String(secret.TextAt("data", key)!));

    public async Task<int> EventsAsync(string reason) => (await ListAsync("Event")).Count(e => e.TextAt("reason") == reason);

    public async ValueTask DisposeAsync()
    {
        if (Operator is not null)
        {
            await Operator.DisposeAsync();
        }

        (Cluster as IDisposable)?.Dispose();
        _own?.Dispose();
        foreach (IAsyncDisposable? part in (IAsyncDisposable?[])[_server, _s3])
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartServerAsync()
    {
        string definitions = SharedDefinitions.Read("crunchy-v5.8.9");
        _server = await KubeSimServer.StartAsync();
        await _server.InstallDefinitionsAsync(definitions);
        Cluster = SimAccess.Open(_server, bounds: new ClusterBounds());
        await Cluster.CreateAsync(
            new KubeKind("", "v1", "Namespace", "namespaces", false),
            new KubeObject(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = Space } }),
            CancellationToken.None);
    }

    private async Task StartS3Async()
    {
        S3EndpointOptions options = new() { Directory = Path.Combine(_folder, "s3") };
        _s3 = await S3EndpointHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        using S3EndpointAdmin admin = new(_s3.Port, _s3.CaFile, _s3.AdminKey, options.Region, TimeProvider.System);
        await admin.CreateBucketAsync("castle", CancellationToken.None);
        AccessKey key = await admin.MintKeyAsync(CancellationToken.None);
        await SecretAsync("s3", ("s3.conf", $"[global]\nrepo1-s3-key={key.Id}\nrepo1-s3-key-secret={key.Secret}\n"), ("notes.txt", "not read by pgBackRest"));
    }
}
