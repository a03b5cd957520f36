using System.Globalization;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Adapters.Tests.Processes;
using Phoenix.Adapters.Tests.S3;
using Phoenix.Ports;
using Phoenix.Recovery;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.PgBackRest;

/// <summary>
/// A real server, backed up to the lab's endpoint, with 1000 rows in the backup and 2000 more in four archived segments. The server is dead;
/// what tests may use is outside of it.
/// </summary>
public sealed class BackedUpCluster : IAsyncLifetime
{
    public const string Passphrase = "not-a-real-passphrase";
    private const string Binaries = "/usr/lib/postgresql/15/bin";
    private readonly TemporaryFolder _folder = new();

    public static bool Possible => File.Exists("/usr/bin/pgbackrest") && Directory.Exists(Binaries);

    public LabEndpoint Lab { get; private set; } = null!;

    public S3ObjectStore Bucket { get; private set; } = null!;

    public ToolRunner Runner { get; } = new(new RecordingObserver(), TimeProvider.System);

    public Account? Account { get; } = Account.ForServers();

    public RepositorySettings Settings { get; private set; } = null!;

    /// <summary>Seen from outside: no data directory anywhere in the configuration.</summary>
    public PgBackRestRepository Outside { get; private set; } = null!;

    public WalSegment LastSegment { get; private set; }

    public string LastSegmentFile => Path.Combine(Sub("data"), "pg_wal", LastSegment.Name);

    public string Sub(string name) => _folder.Sub(name);

    public async ValueTask InitializeAsync()
    {
        if (!Possible)
        {
            return;
        }

        Account?.TakeOver(_folder.Path);
        Lab = await LabEndpoint.StartAsync();
        S3Settings s3 = LabObjectStoreTests.Settings(Lab);
        Settings = new RepositorySettings(s3, "/base/repo1", "db", Passphrase);
        Bucket = new S3ObjectStore(s3);
        Outside = new PgBackRestRepository(Settings.Location, Bucket, Tool("outside", Settings, server: null), Runner);

        PgBackRestTool inside = Tool("inside", Settings, new PgBackRestServer(Sub("data"), 5432, _folder.Path));
        await CommandAsync("initdb", "-D", Sub("data"), "-A", "trust", "-U", "postgres", "--data-checksums");
        await StartAsync("data", $"pgbackrest --config-path={Sub("inside")} --stanza=db archive-push %p");
        await inside.CreateStanzaAsync(CancellationToken.None);
        await SqlAsync("create table t as select g id from generate_series(1,1000) g");
        await inside.BackupFullAsync(CancellationToken.None);
        for (int n = 1; n <= 4; n++)
        {
            await SqlAsync($"insert into t select generate_series({500 + (500 * n)} + 1, {500 + (500 * n)} + 500)");
            LastSegment = Parse(await SqlAsync("select pg_walfile_name(pg_switch_wal())"));
        }

        await inside.CheckAsync(CancellationToken.None);
        await StopAsync("data");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (string data in Directory.GetFiles(_folder.Path, "postmaster.pid", SearchOption.AllDirectories))
        {
            await StopAsync(Path.GetFileName(Path.GetDirectoryName(data))!);
        }

        Bucket?.Dispose();
        if (Lab is not null)
        {
            await Lab.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>A tool with a configuration of its own.</summary>
    public PgBackRestTool Tool(string name, RepositorySettings settings, PgBackRestServer? server)
    {
        PgBackRestOptions options = PgBackRestOptions.For(Sub(name + "-work"), server) with { IoTimeout = TimeSpan.FromSeconds(1) };
        PgBackRestConfig.Render(settings, options).Write(Sub(name), options, Account);
        return new PgBackRestTool(Runner, Sub(name), settings.Stanza, Account, settings.Secrets);
    }

    /// <summary>Restores into <paramref name="data"/> as pgBackRest does by itself, without the script.</summary>
    public Task RestorePlainlyAsync(string data) =>
        Tool(data + "-conf", Settings, new PgBackRestServer(Sub(data), 5432, _folder.Path)).RestoreAsync(new RestoreJob(Sub(data), RecoveryTarget.Latest, null, null), CancellationToken.None);

    /// <summary>Restores into <paramref name="data"/> with the script as <c>restore_command</c>.</summary>
    public async Task RestoreAsync(string data, RestoreRequest request, string? stanza = null)
    {
        PgBackRestTool tool = Tool(data + "-conf", Settings, new PgBackRestServer(Sub(data), 5432, _folder.Path));
        RestoreWalSettings script = new(request, Sub(data + "-conf"), stanza ?? "db", Sub(data), ArchiveAsync: true, TimeSpan.FromSeconds(1));
        string command = RestoreWalScript.Write(script, Sub(data + " restore'wal"), Account);
        await tool.RestoreAsync(new RestoreJob(Sub(data), request.Target, request.BackupLabel, command), CancellationToken.None);
    }

    /// <summary>Starts a server; false when it ended instead.</summary>
    public async Task<bool> StartAsync(string data, string archiveCommand, bool mayFail = false)
    {
        string options = $"-c listen_addresses='' -c unix_socket_directories='{_folder.Path}' -c archive_mode=on -c archive_command='{archiveCommand}'";
        ToolResult result = await RunAsync("pg_ctl", "-D", Sub(data), "-l", Sub(data + ".log"), "-o", options, "-t", "15", "-w", "start");
        Assert.True(mayFail || result.ExitCode == 0, result.LastWords + (File.Exists(Sub(data + ".log")) ? await File.ReadAllTextAsync(Sub(data + ".log")) : ""));
        return result.ExitCode == 0;
    }

    public Task StopAsync(string data) => RunAsync("pg_ctl", "-D", Sub(data), "-m", "immediate", "-w", "stop");

    /// <summary>pg_ctl is satisfied in the middle of recovery.</summary>
    public Task WaitForPromotionAsync() => Condition.HoldsAsync(async () => await SqlAsync("select pg_is_in_recovery()") == "f", "the server is promoted");

    public async Task<string> SqlAsync(string sql)
    {
        ToolResult result = await RunAsync("psql", "-h", _folder.Path, "-U", "postgres", "-d", "postgres", "-Atqc", sql);
        Assert.True(result.ExitCode == 0, result.LastWords);
        return result.StandardOutput.Trim();
    }

    /// <summary>Starts a restored server whose recovery must stop, promoting nothing, with these words in its log.</summary>
    public async Task ExpectStopAsync(string data, params string[] words)
    {
        // Started or not: pg_ctl may be satisfied in the middle of recovery.
        await StartAsync(data, "false", mayFail: true);
        using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(15));
        string log;
        do
        {
            await Task.Delay(50, bound.Token);
            log = await File.ReadAllTextAsync(Sub(data + ".log"), bound.Token);
        }
        while (!log.Contains("database system is shut down", StringComparison.Ordinal) && !log.Contains("selected new timeline", StringComparison.Ordinal));
        Assert.All(words, word => Assert.Contains(word, log, StringComparison.Ordinal));
        Assert.Contains("FATAL:  could not restore file", log, StringComparison.Ordinal);
        Assert.DoesNotContain("selected new timeline", log, StringComparison.Ordinal);
    }

    /// <summary>Takes a segment out of the archive until what is returned is disposed.</summary>
    public async Task<Withheld> WithholdAsync(WalSegment segment)
    {
        StoredObject stored = await Bucket.ListAsync($"base/repo1/archive/db/15-1/{segment.Name[..16]}/{segment.Name}-", CancellationToken.None).SingleAsync();
        byte[] content = await ReadAsync(stored.Key);
        await Bucket.DeleteAsync(stored.Key, CancellationToken.None);
        return new Withheld(Bucket, stored.Key, content);
    }

    /// <summary>The content of an object.</summary>
    public async Task<byte[]> ReadAsync(string key)
    {
        await using Stream content = (await Bucket.OpenReadAsync(key, CancellationToken.None))!;
        using MemoryStream copy = new();
        await content.CopyToAsync(copy);
        return copy.ToArray();
    }

    private static WalSegment Parse(string name) =>
        WalSegment.TryParse(name, WalSegment.DefaultSize, out WalSegment s) ? s : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{name}' is no segment"));

    private async Task CommandAsync(string tool, params string[] arguments)
    {
        ToolResult result = await RunAsync(tool, arguments);
        Assert.True(result.ExitCode == 0, result.LastWords);
    }

    private Task<ToolResult> RunAsync(string tool, params string[] arguments) => Runner.RunAsync(
        new ToolCommand { Tool = tool, FileName = Path.Combine(Binaries, tool), Arguments = arguments, Account = Account, Timeout = TimeSpan.FromSeconds(60) },
        CancellationToken.None);
}
