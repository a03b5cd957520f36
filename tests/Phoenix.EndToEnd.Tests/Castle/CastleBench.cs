using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.S3;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.EndToEnd.Tests.Launcher;
using Phoenix.KubeSim;
using Phoenix.KubeSim.Operators.Crunchy;
using Phoenix.KubeSim.Pods;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Lab.S3;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>
/// A stack whose database lives in a cluster: a simulated API server, a double of the operator that runs a real PostgreSQL and a real pgBackRest, a real S3 endpoint, and a
/// file that stands for the cluster's machines.
/// </summary>
internal sealed class CastleBench : IAsyncDisposable
{
    private const string Bucket = "castle-backups";
    private const int MostLines = 40;
    public const string Password = "a password that outlives a wipe";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("phoenix-castle-");
    private readonly List<IAsyncDisposable> _parts = [];
    private S3EndpointHost? _s3;
    private CrunchyOperator? _pgo;
    private string _definitions = "";
    private int _lives;

    private readonly bool _isOwned;

    private CastleBench(bool isOwned) => _isOwned = isOwned;

    /// <summary>The stack file.</summary>
    public string StackFile => At("phoenix.yaml");

    /// <summary>The simulated API server of the present machines.</summary>
    public KubeSimServer Server { get; private set; } = null!;

    /// <summary>The operator's double on them.</summary>
    public CrunchyOperator Operator => _pgo!;

    /// <summary>The cluster as a person or Flux sees it.</summary>
    public CastleView View { get; private set; } = null!;

    /// <summary>The bucket.</summary>
    public CastleBucket Backups { get; private set; } = null!;

    /// <summary>The state directory.</summary>
    public string State => Path.Combine(_folder.FullName, "state");

    /// <summary>The folder of the newest run.</summary>
    public string LastRun => Directory.EnumerateDirectories(Path.Combine(State, "runs")).Max(StringComparer.Ordinal)!;

    /// <summary>Environment of a command.</summary>
    private Dictionary<string, string> Environment => new() { ["CASTLE_PASSWORD"] = Password, ["CASTLE_KEY"] = _s3!.AdminKey.Id, ["CASTLE_SECRET"] = _s3.AdminKey.Secret };

    /// <summary>Starts all of it; skips the test, with its reason, where the operator's definitions are not to be had.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="isOwned">Whether a Flux Kustomization is there that the stack file names as the owner of the database's object.</param>
    public static async Task<CastleBench> StartAsync(CancellationToken cancellationToken, bool isOwned = false)
    {
        string crds = System.Environment.GetEnvironmentVariable("PHOENIX_TEST_CRDS") is { Length: > 0 } given ? given : Path.Combine(Script.Root, "../shared/crds");
        string crunchy = Path.Combine(crds, "crunchy-v5.8.9", "postgres-operator.crunchydata.com_postgresclusters.yaml");
        Assert.SkipUnless(File.Exists(crunchy), $"the operator's definitions are not there: {crunchy} (PHOENIX_TEST_CRDS names their folder)");
        CastleBench bench = new(isOwned);
        try
        {
            string flux = isOwned ? await File.ReadAllTextAsync(Path.Combine(crds, "flux", "kustomize.toolkit.fluxcd.io_kustomizations.yaml"), cancellationToken) : "";
            await bench.OpenAsync($"{await File.ReadAllTextAsync(crunchy, cancellationToken)}\n---\n{flux}", cancellationToken);
            return bench;
        }
        catch
        {
            await bench.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs <c>phoenix COMMAND --stack FILE ...</c> to its end.</summary>
    public async Task<PhoenixResult> RunAsync(string command, params string[] more)
    {
        using PhoenixProcess process = Start(command, ["--stack", StackFile, .. more]);
        PhoenixResult result = await process.EndAsync();
        return result.ExitCode == 0 ? result : result with { Error = result.Error + Logs() };
    }

    /// <summary>Goes on with the newest run to its end.</summary>
    public async Task<PhoenixResult> ResumeAsync(string command, params string[] more)
    {
        using PhoenixProcess process = Start(command, ["--resume", Path.GetFileName(LastRun), .. more]);
        PhoenixResult result = await process.EndAsync();
        return result.ExitCode == 0 ? result : result with { Error = result.Error + Logs() };
    }

    /// <summary>Starts <c>phoenix COMMAND ARGUMENTS</c>.</summary>
    public PhoenixProcess Start(string command, params IEnumerable<string> arguments) => PhoenixProcess.Start(Environment, State, [command, .. arguments]);

    /// <summary>The operator's Pod, which did nothing, is another one that looks at all there is.</summary>
    public async Task LetOperatorActAsync()
    {
        Operator.Faults.NeverActs = false;
        await View.PatchAsync(new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["annotations"] = new System.Text.Json.Nodes.JsonObject { ["castle.test/looked-at"] = $"{Guid.NewGuid()}" } } });
    }

    /// <summary>A file of the stack's folder.</summary>
    public string At(string file) => Path.Combine(_folder.FullName, "stack", file);

    /// <summary>Asks the database on the machine itself, as its superuser with the password that outlives a wipe.</summary>
    /// <exception cref="NpgsqlException">No database answers.</exception>
    public async Task<string?> AskAsync(string sql, string database = "postgres")
    {
        KubeObject pod = await View.LeaderAsync() ?? throw new NpgsqlException("nobody leads");
        int port = Operator.FindLocalPort(CastleView.Space, pod.Name, 5432) ?? throw new NpgsqlException("no server runs");
        NpgsqlConnectionStringBuilder to = new() { Host = "localhost", Port = port, Database = database, Username = "postgres", Password = Password, SslMode = SslMode.Require, Pooling = false };
        await using NpgsqlConnection connection = new(to.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using NpgsqlCommand command = new(sql, connection);
        return (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))?.ToString();
    }

    /// <summary>The machines are lost as in a fire: what runs is killed where it stands, and nobody knows anything any more. New ones take their place only with <see cref="RaiseMachinesAsync"/>.</summary>
    public async Task LoseMachinesAsync()
    {
        File.Delete(At("up"));
        await Operator.LoseMachineAsync();
        Server.Faults.GoAway();
    }

    /// <summary>New machines: another cluster, at another address.</summary>
    public async Task RaiseMachinesAsync(CancellationToken cancellationToken)
    {
        Server = await KubeSimServer.StartAsync(new KubeSimOptions(), cancellationToken);
        _parts.Add(Server);
        await Server.InstallDefinitionsAsync(_definitions, cancellationToken);
        string machine = _folder.CreateSubdirectory($"machine-{++_lives}").FullName;
        File.SetUnixFileMode(machine, File.GetUnixFileMode(machine) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        _pgo = await CrunchyOperator.StartAsync(Open("postgres-operator"), new CrunchyOptions { Folder = machine }.Quick(), cancellationToken);
        _parts.Add(_pgo);
        Server.Pods.Add(new OperatorPods(_pgo));
        View = new CastleView(Open("kustomize-controller"));
        Write("kubeconfig", Server.Kubeconfig);
        if (_isOwned)
        {
            await View.ApplyAsync("""
                apiVersion: v1
                kind: Namespace
                metadata: { name: flux-system }
                ---
                apiVersion: kustomize.toolkit.fluxcd.io/v1
                kind: Kustomization
                metadata: { name: db, namespace: flux-system }
                spec: { interval: 10m, prune: true, path: ./db, sourceRef: { kind: GitRepository, name: castle } }
                """);
        }
    }

    private ClusterApi Open(string manager) =>
        new(new Kubeconfig(null, TimeProvider.System).Parse(Server.Kubeconfig, null, "the simulator", "/"), TimeProvider.System) { FieldManager = manager };

    // The folder goes with the test: what a failure says must hold why.
    private string Logs()
    {
        string runs = Path.Combine(State, "runs");
        IEnumerable<string> files = Directory.Exists(runs) ? Directory.EnumerateFiles(runs, "*.log", SearchOption.AllDirectories) : [];
        files = [.. files];
        string all = string.Concat(files.Select(File.ReadAllText));
        string pods = string.Concat(Regex.Matches(all, "castle-instance-[a-z0-9]+-0").Select(m => m.Value).Distinct()
            .Select(p => $"\n== pod {p}\n{string.Join('\n', (_pgo?.ReadLog("castle-db", p, "database") ?? "no log").Split('\n').TakeLast(MostLines))}"));
        return pods + string.Concat(files.Order(StringComparer.Ordinal).Select(f => $"\n== {Path.GetRelativePath(runs, f)}\n{string.Join('\n', File.ReadLines(f).TakeLast(MostLines))}"))
            + $"\n== the operator's last error: {_pgo?.LastError ?? "none"}\n";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable part in Enumerable.Reverse(_parts))
        {
            await part.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task OpenAsync(string definitions, CancellationToken cancellationToken)
    {
        // Servers run under an account of their own, and read the authority's file.
        _folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(Path.GetDirectoryName(StackFile)!);
        S3EndpointOptions options = new() { Directory = _folder.CreateSubdirectory("s3").FullName };
        _s3 = await S3EndpointHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken);
        _parts.Add(_s3);
        using (var admin = S3EndpointAdmin.Open(options with { Port = _s3.Port }, TimeProvider.System))
        {
            await admin.CreateBucketAsync(Bucket, cancellationToken);
        }

        string authority = Path.Combine(_folder.FullName, "ca.pem");
        File.Copy(_s3.CaFile, authority);
        File.SetUnixFileMode(authority, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        Backups = new CastleBucket(new S3Settings("localhost", _s3.Port, "phoenix-lab-1", Bucket, S3UriStyle.Path, authority, _s3.AdminKey.Id, _s3.AdminKey.Secret));
        _parts.Add(Backups);
        _definitions = definitions;
        await RaiseMachinesAsync(cancellationToken);
        Write("base/namespace.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: { name: castle-db }\n");
        Write("base/keys.yaml", $"""
            apiVersion: v1
            kind: Secret
            metadata: {"{"} name: castle-s3, namespace: castle-db {"}"}
            stringData:
              s3.conf: |
                [global]
                repo1-s3-key={_s3.AdminKey.Id}
                repo1-s3-key-secret={_s3.AdminKey.Secret}

            """);
        string manifest = Manifest(_s3.Port, authority);
        string stack = Stack(_s3.Port, authority);
        Write("castle.yaml", _isOwned ? manifest.Replace("namespace: castle-db }", "namespace: castle-db, annotations: { kustomize.toolkit.fluxcd.io/ssa: IfNotPresent } }", StringComparison.Ordinal) : manifest);
        Write("phoenix.yaml", _isOwned ? stack.Replace("manifest: castle.yaml,", "manifest: castle.yaml, owner: flux-system/db,", StringComparison.Ordinal) : stack);
    }

    /// <summary>Writes a file of the stack's folder.</summary>
    public void Write(string file, string text)
    {
        string path = At(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    // As Git would hold it: whoever applies it by hand makes a standby, and no empty database.
    private static string Manifest(int port, string authority) => string.Create(CultureInfo.InvariantCulture, $$"""
        apiVersion: postgres-operator.crunchydata.com/v1beta1
        kind: PostgresCluster
        metadata: { name: castle, namespace: castle-db }
        spec:
          postgresVersion: {{Newest()}}
          standby: { enabled: true, repoName: repo1 }
          instances:
            - name: instance
              dataVolumeClaimSpec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
          users: [ { name: postgres }, { name: castle, databases: [castle] } ]
          backups:
            pgbackrest:
              configuration: [ { secret: { name: castle-s3 } } ]
              global: { repo1-path: /castle/repo1, repo1-storage-port: "{{port}}", repo1-s3-uri-style: path, repo1-storage-ca-file: {{authority}}, repo1-retention-full: "9", start-fast: "y" }
              repos: [ { name: repo1, s3: { bucket: {{Bucket}}, endpoint: localhost, region: phoenix-lab-1 } } ]

        """);

    private static string Stack(int port, string authority) => string.Create(CultureInfo.InvariantCulture, $$"""
        name: castle
        destroyable: true
        secrets: { PASSWORD: { env: CASTLE_PASSWORD } }
        repository:
          s3: { bucket: {{Bucket}}, endpoint: "localhost:{{port}}", region: phoenix-lab-1, path: /castle/repo1, stanza: db, uriStyle: path, caFile: {{authority}} }
          credentials: { accessKey: { env: CASTLE_KEY }, secretKey: { env: CASTLE_SECRET } }
        cluster: { kubeconfig: kubeconfig, layer: machines }
        layers:
          machines: { command: { up: [touch, up], wipe: [rm, -f, up], exists: [test, -e, up] } }
          base: { kubernetes: base, needs: [machines] }
          database:
            postgresCluster: { name: castle-db/castle, manage: patch, manifest: castle.yaml, users: { postgres: PASSWORD } }
            needs: [base]
            timeout: 60s
        milestones: { data: [database] }

        """);

    private static int Newest() => PostgresInstallation.FindAll().Select(i => i.Major).Where(m => m <= PostgresInstallation.NewestSupportedBy(new Version(2, 45))).Max();

    // What stands behind the pods that the operator's double runs.
    private sealed class OperatorPods(CrunchyOperator pgo) : IPodBackend
    {
        public string? ReadLog(string @namespace, string pod, string? container) => pgo.ReadLog(@namespace, pod, container);

        public int? FindLocalPort(string @namespace, string pod, int port) => pgo.FindLocalPort(@namespace, pod, port);
    }
}
