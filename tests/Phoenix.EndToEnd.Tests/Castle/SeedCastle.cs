using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Phoenix.Adapters.S3;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.EndToEnd.Tests.Launcher;
using Phoenix.EndToEnd.Tests.Sagas;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Lab.S3;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Objects;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>
/// The seed's castle after its nuclear wipe: <c>DATO_A</c> is in the full backup, <c>DATO_B</c> in archived WAL only, and of the machines nothing is left. A saga raises new ones from a
/// manifest: the same text is linted and applied.
/// </summary>
internal sealed partial class SeedCastle : IAsyncDisposable
{
    public const string A = "DATO_A_NEL_BACKUP_S3";
    public const string B = "DATO_B_VOLATILE_MA_IMMORTALE_WAL";

    /// <summary>The restore point that was set behind <see cref="B"/>.</summary>
    public const string End = "cenere";

    /// <summary>The answer where the table is not there.</summary>
    public const string NoTable = "no such table";

    private const string Group = "postgres-operator.crunchydata.com";
    private const string RestoreJob = SeedManifest.Cluster + "-pgbackrest-restore";
    private const int Lines = 2000;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("phoenix-seed-");
    private readonly string _definitions;
    private S3EndpointHost? _s3;
    private AccessKey _key = null!;
    private SeedMachines? _machines;
    private string? _deletedJob;
    private int _count;

    private SeedCastle(string definitions) => _definitions = definitions;

    /// <summary>The manifest and its variants.</summary>
    public SeedManifest Manifest { get; private set; } = null!;

    /// <summary>Label of the full backup with <see cref="A"/>.</summary>
    public string Backup { get; private set; } = "";

    /// <summary>The present machines.</summary>
    public SeedMachines Machines => _machines ?? throw new InvalidOperationException("the machines were wiped");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Trouble => $"; last error of the operator's double: {_machines?.Postgres.LastError ?? "none"}";

    /// <summary>Raises the castle, follows the seed's protocol (A, full backup, B, WAL switched and archived), and burns it down.</summary>
    public static async Task<SeedCastle> BurntAsync()
    {
        Assert.SkipUnless(SagaTools.Possible, "pgBackRest and PostgreSQL 15 are not installed");
        SeedCastle castle = new(Definitions("crunchy-v5.8.9") + "\n---\n" + Definitions("external-secrets-v2.9.0"));
        try
        {
            await castle.BeginAsync();
            return castle;
        }
        catch
        {
            await castle.DisposeAsync();
            throw;
        }
    }

    /// <summary>Raises new machines.</summary>
    public async Task RaiseAsync()
    {
        _machines = await SeedMachines.RaiseAsync(Sub($"machines-{++_count}"), _definitions, _key, Token);
        await ApplyAsync(SeedManifest.Base);
    }

    /// <summary>Loses the machines.</summary>
    public async Task WipeAsync()
    {
        await Machines.LoseAsync();
        _machines = null;
    }

    /// <summary>Applies a manifest as Flux does.</summary>
    public async Task ApplyAsync(string manifest)
    {
        string folder = Write($"apply-{++_count}", manifest);
        foreach (JsonObject content in new ManifestReader(new FolderTree(folder), null).ReadFiles([folder]))
        {
            await Machines.ApplyAsync(content, Token);
        }
    }

    /// <summary><c>phoenix lint</c> must find this in a manifest, and not in the right one.</summary>
    public async Task LintAsync(string wrong, string rule)
    {
        PhoenixResult sound = await PhoenixAsync("lint", Write($"lint-{++_count}", Manifest.Right));
        Assert.DoesNotContain($"[{rule}]", sound.Output, StringComparison.Ordinal);
        PhoenixResult lint = await PhoenixAsync("lint", Write($"lint-{++_count}", wrong));
        Assert.True(lint.ExitCode == 1 && lint.Output.Contains($"[{rule}]", StringComparison.Ordinal), lint.ToString());
    }

    /// <summary><c>phoenix explain</c> must name these causes in a log and no others.</summary>
    public async Task ExplainAsync(string log, params string[] causes)
    {
        string file = Sub($"explain-{++_count}.log");
        await File.WriteAllTextAsync(file, log, Token);
        PhoenixResult explain = await PhoenixAsync("explain", file);
        Assert.True(explain.ExitCode == (causes.Length > 0 ? 1 : 0), $"{explain}\n{log}");
        Assert.True(CauseLine().Matches(explain.Output).Select(m => m.Groups["id"].Value).SequenceEqual(causes), $"{explain}\n{log}");
        Assert.DoesNotContain(_key.Secret, explain.Output, StringComparison.Ordinal);
    }

    /// <summary>Runs Phoenix.</summary>
    public Task<PhoenixResult> PhoenixAsync(params IEnumerable<string> arguments) => PhoenixProcess.RunAsync(Sub("state"), arguments);

    /// <summary>Awaits the operator to give the restore up.</summary>
    /// <returns>The log of one of its Pods, as a person reads it.</returns>
    public async Task<string> FailedAsync()
    {
        await Condition.HoldsAsync(
            async () => await Machines.GetAsync("batch/v1", "Job", RestoreJob, Token) is { } job && job.Uid != _deletedJob && HasFailed(job), "a restore Job that was not seen before has failed" + Trouble);
        await StatusAsync(s => Has(s, "PostgresDataInitialized", "False", "PGBackRestRestoreFailed"), "the restore is given up");
        KubeObject pod = (await PodsAsync())[^1];
        return await Machines.Api.ReadLogAsync(SeedManifest.Space, pod.Name, "pgbackrest-restore", Lines, Token) ?? "no log";
    }

    /// <summary>The operator looks at the cluster as it is now, and leaves a Job that failed as it is.</summary>
    public async Task StaysFailedAsync()
    {
        KubeObject job = (await Machines.GetAsync("batch/v1", "Job", RestoreJob, Token))!;
        long generation = (await ClusterAsync())!.Generation ?? 0;
        await StatusAsync(
            s => s["conditions"]!.AsArray().Any(c => c!["type"]!.GetValue<string>() == "PostgresDataInitialized" && c["observedGeneration"]!.GetValue<long>() == generation), "the operator has looked");
        KubeObject same = (await Machines.GetAsync("batch/v1", "Job", RestoreJob, Token))!;
        Assert.Equal(job.Uid, same.Uid);
        Assert.True(HasFailed(same));
    }

    /// <summary>Deletes the Job that failed.</summary>
    public async Task DeleteJobAsync()
    {
        KubeObject job = (await Machines.GetAsync("batch/v1", "Job", RestoreJob, Token))!;
        _deletedJob = job.Uid;
        Assert.True(await Machines.Api.DeleteAsync(await Machines.KindAsync("batch/v1", "Job", Token), SeedManifest.Space, job.Name, job.Uid, Token));
    }

    /// <summary>Awaits a restore that ends well, and the database to be open.</summary>
    /// <returns>The log of the restore.</returns>
    public async Task<string> RebornAsync()
    {
        // The operator removes the Job, and its Pods with it, as soon as the database is up.
        string pod = "";
        await Condition.HoldsAsync(async () => (pod = (await PodsAsync()).LastOrDefault(p => p.TextAt("status", "phase") != "Failed")?.Name ?? "").Length > 0, "a restore begins" + Trouble);
        await StatusAsync(s => Has(s, "PostgresDataInitialized", "True", "PGBackRestRestoreComplete"), "the restore is told of");
        string log = Machines.Postgres.ReadLog(SeedManifest.Space, pod, "pgbackrest-restore") ?? "no log";
        await OpenAsync();
        return log;
    }

    /// <summary>Awaits a database that may be written to, and the operator's first backup of it.</summary>
    public async Task OpenAsync()
    {
        await Condition.HoldsAsync(async () => await TryAskAsync("SELECT pg_is_in_recovery()::text") == "false", "the database is open" + Trouble);
        await StatusAsync(s => Has(s, "PGBackRestReplicaCreate", "True", "RepoBackupComplete"), "the operator took its backup");
    }

    /// <summary>The rows, in order; or <see cref="NoTable"/>.</summary>
    public async Task<string> MemoriesAsync()
    {
        try
        {
            return await AskAsync("SELECT string_agg(content, ' ' ORDER BY id) FROM memories") ?? "";
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return NoTable;
        }
    }

    /// <summary>Awaits an event about the cluster.</summary>
    /// <returns>It, as <c>kubectl get events</c> prints it.</returns>
    public async Task<string> EventAsync(string reason)
    {
        KubeObject? found = null;
        await Condition.HoldsAsync(async () => (found = (await Machines.ListAsync("v1", "Event", null, Token)).FirstOrDefault(e => e.TextAt("reason") == reason)) is not null, reason + Trouble);
        return $"{found!.TextAt("type")}  {reason}  postgrescluster/{SeedManifest.Cluster}  {found.TextAt("message")}";
    }

    /// <summary>Awaits something of the cluster's status.</summary>
    public Task StatusAsync(Func<JsonNode, bool> holds, string what) => Condition.HoldsAsync(async () => (await ClusterAsync())?.At("status") is { } status && holds(status), what + Trouble);

    public static bool Has(JsonNode status, string condition, string value, string reason) => status["conditions"] is JsonArray all
        && all.Any(c => c!["type"]!.GetValue<string>() == condition && c["status"]!.GetValue<string>() == value && c["reason"]!.GetValue<string>() == reason);

    public Task<KubeObject?> ClusterAsync() => Machines.GetAsync($"{Group}/v1beta1", "PostgresCluster", SeedManifest.Cluster, Token);

    public Task<IReadOnlyList<KubeObject>> JobsAsync() => Machines.ListAsync("batch/v1", "Job", $"{Group}/pgbackrest-restore", Token);

    /// <summary>Writes a pgbackrest.conf of a person outside who has the repository's keys, and no server.</summary>
    public string Configure()
    {
        string data = _folder.CreateSubdirectory("nowhere").FullName;
        string file = Sub("repository.conf");
        File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"""
            [global]
            repo1-type=s3
            repo1-path={SeedManifest.Path}
            repo1-s3-bucket={SeedManifest.Bucket}
            repo1-s3-endpoint=localhost
            repo1-s3-region={SeedManifest.Region}
            repo1-s3-uri-style=path
            repo1-storage-port={_s3!.Port}
            repo1-storage-ca-file={_s3.CaFile}
            repo1-s3-key={_key.Id}
            repo1-s3-key-secret={_key.Secret}
            repo1-retention-full=9

            [{SeedManifest.Stanza}]
            pg1-path={data}

            """));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        SagaTools tools = new();
        tools.Account?.TakeOver(file);
        tools.Account?.TakeOver(data);
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        if (_machines is not null)
        {
            await _machines.DisposeAsync();
        }

        if (_s3 is not null)
        {
            await _s3.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private static string Definitions(string folder)
    {
        string? given = Environment.GetEnvironmentVariable("PHOENIX_TEST_CRDS");
        for (DirectoryInfo? above = new(Script.Root); above is not null; above = above.Parent)
        {
            string found = Path.Combine(given ?? Path.Combine(above.FullName, "shared", "crds"), folder);
            if (Directory.Exists(found))
            {
                return string.Join("\n---\n", Directory.EnumerateFiles(found, "*.yaml").Order(StringComparer.Ordinal).Select(File.ReadAllText));
            }
        }

        Assert.Skip($"the published definitions of {folder} are not there (PHOENIX_TEST_CRDS names their folder)");
        return "";
    }

    private async Task BeginAsync()
    {
        _folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        S3EndpointOptions options = new() { Directory = Sub("s3"), Region = SeedManifest.Region };
        _s3 = await S3EndpointHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Token);
        using (S3EndpointAdmin admin = new(_s3.Port, _s3.CaFile, _s3.AdminKey, SeedManifest.Region, TimeProvider.System))
        {
            await admin.CreateBucketAsync(SeedManifest.Bucket, Token);
            _key = await admin.MintKeyAsync(Token);
        }

        Manifest = new SeedManifest(_s3.Port, _s3.CaFile);
        await RaiseAsync();
        await ApplyAsync(Manifest.Initial);
        await OpenAsync();
        await AskAsync("CREATE TABLE memories(id serial PRIMARY KEY, content text NOT NULL)");
        await AskAsync($"INSERT INTO memories(content) VALUES ('{A}')");
        await BackUpAsync();
        await AskAsync($"INSERT INTO memories(content) VALUES ('{B}')");
        await AskAsync($"SELECT pg_create_restore_point('{End}')::text");
        string segment = (await AskAsync("SELECT pg_walfile_name(pg_switch_wal())"))!;
        await Condition.HoldsAsync(async () => await AskAsync($"SELECT (last_archived_wal >= '{segment}')::text FROM pg_stat_archiver") == "true", $"{segment} is archived");
        string[] keys = await KeysAsync();
        Assert.Contains(keys, k => k.Contains($"/{segment}-", StringComparison.Ordinal));
        Backup = keys.Select(k => FullBackup().Match(k)).Where(m => m.Success).Select(m => m.Groups["label"].Value).Max(StringComparer.Ordinal)!;
        await WipeAsync();
    }

    private async Task BackUpAsync()
    {
        JsonObject patch = new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Group + "/pgbackrest-backup"] = "uno" } } };
        await Machines.Api.PatchAsync(
            await Machines.KindAsync($"{Group}/v1beta1", "PostgresCluster", Token), SeedManifest.Space, SeedManifest.Cluster, patch, status: false, Token);
        await StatusAsync(s => s["pgbackrest"]?["manualBackup"] is { } backup && backup["finished"]!.GetValue<bool>() && backup["succeeded"]?.GetValue<int>() == 1, "the manual backup is taken");
    }

    private async Task<string[]> KeysAsync()
    {
        using S3ObjectStore bucket = new(new S3Settings("localhost", _s3!.Port, SeedManifest.Region, SeedManifest.Bucket, S3UriStyle.Path, _s3.CaFile, _key.Id, _key.Secret));
        List<string> keys = [];
        await foreach (Ports.StoredObject stored in bucket.ListAsync("", Token))
        {
            keys.Add(stored.Key);
        }

        return [.. keys];
    }

    private static bool HasFailed(KubeObject job) => job.At("status", "conditions") is JsonArray all && all.Any(c => c!["type"]!.GetValue<string>() == "Failed");

    // Of the newest Job alone: the Pods of one that was deleted go a moment later.
    private async Task<IReadOnlyList<KubeObject>> PodsAsync() => await Machines.GetAsync("batch/v1", "Job", RestoreJob, Token) is { IsDeleting: false, Uid: { } uid }
        ? await Machines.ListAsync("v1", "Pod", $"batch.kubernetes.io/controller-uid={uid}", Token) : [];

    // Through the API server to the leading Pod's port, by TLS, with the password that the operator made.
    private async Task<string?> AskAsync(string sql)
    {
        KubeObject pod = (await Machines.ListAsync("v1", "Pod", Group + "/role=master", Token)) is [var leader, ..] ? leader : throw new NpgsqlException("nobody leads");
        KubeObject secret = await Machines.GetAsync("v1", "Secret", SeedManifest.Cluster + "-pguser-postgres", Token) ?? throw new NpgsqlException("no password was made");
        await using LocalPort port = new(Machines.Api, SeedManifest.Space, _ => Task.FromResult(pod.Name), 5432);
        NpgsqlConnectionStringBuilder address = new()
        {
            Host = "localhost",
            Port = port.Port,
            Username = "postgres",
            Password = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(secret.TextAt("data", "password")!)),
            Database = "tazlab",
            SslMode = SslMode.Require,
            Pooling = false,
        };
        await using NpgsqlConnection connection = new(address.ConnectionString);
        await connection.OpenAsync(Token);
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync(Token) as string;
    }

    private async Task<string?> TryAskAsync(string sql)
    {
        try
        {
            return await AskAsync(sql);
        }
        catch (NpgsqlException)
        {
            return null; // Whoever waits asks again.
        }
    }

    private string Write(string name, string manifest)
    {
        string folder = Directory.CreateDirectory(Sub(name)).FullName;
        File.WriteAllText(Path.Combine(folder, "cluster.yaml"), manifest);
        return folder;
    }

    private string Sub(string name) => Path.Combine(_folder.FullName, name);

    [GeneratedRegex(@"^(?<id>[a-z0-9]+(-[a-z0-9]+)+) \((data loss|blocks the restore|slows down)\)", RegexOptions.Multiline)]
    private static partial Regex CauseLine();

    [GeneratedRegex(@"/backup/db/(?<label>\d{8}-\d{6}F)/backup\.manifest$")]
    private static partial Regex FullBackup();
}
