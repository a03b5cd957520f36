using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.S3;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Lab.S3;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>
/// The seed's castle, small: a real PostgreSQL server, real pgBackRest and the lab's S3 endpoint. One row is in the full backup, four more are in archived WAL only, each in a segment of its
/// own; what was acknowledged is kept outside of the server.
/// </summary>
internal sealed class SagaWorld : IAsyncDisposable
{
    public const string Stanza = "db";
    public const string RepositoryPath = "/pgbackrest/repo1";
    public const string Bucket = "tazlab-longhorn";
    public const string OtherBucket = "tazlab-other";
    public const string Region = "eu-central-1";
    public const string Passphrase = "what-only-the-owner-knows";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("phoenix-saga-");
    private readonly List<SagaServer> _servers = [];
    private readonly List<string> _ledger = [];
    private S3EndpointHost _host = null!;

    private SagaWorld()
    {
        _folder.UnixFileMode |= UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        Tools.Account?.TakeOver(Folder);
    }

    /// <summary>Where everything of it is.</summary>
    public string Folder => _folder.FullName;

    public SagaTools Tools { get; } = new();

    /// <summary>The endpoint's clock.</summary>
    public SagaClock Clock { get; } = new();

    public S3EndpointAdmin Admin { get; private set; } = null!;

    public AccessKey Key { get; private set; } = null!;

    /// <summary>The endpoint's port.</summary>
    public int S3Port => _host.Port;

    /// <summary>The castle's server.</summary>
    public SagaServer Castle { get; private set; } = null!;

    /// <summary>The rows that it acknowledged, in order.</summary>
    public IReadOnlyList<string> Ledger => _ledger;

    /// <summary>The segments that hold the rows that are in WAL only, in order.</summary>
    public List<string> Segments { get; } = [];

    /// <summary>Version of pgBackRest, e.g. <c>2.45</c>.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Raises it, backs it up and writes on.</summary>
    /// <param name="changes">Changes to the castle's own pgbackrest.conf.</param>
    public static async Task<SagaWorld> RaiseAsync(params (string Option, string? Value)[] changes)
    {
        var world = new SagaWorld();
        try
        {
            await world.BeginAsync(changes);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public string Sub(string name) => Path.Combine(Folder, name);

    /// <summary>A server that does not exist yet: an empty data directory.</summary>
    public SagaServer Server(string name)
    {
        var server = new SagaServer(Tools, Sub(name), Folder, 5440 + _servers.Count);
        server.MakeRoom();
        _servers.Add(server);
        return server;
    }

    /// <summary>The bucket.</summary>
    public S3ObjectStore Open(string bucket = Bucket) => new(new S3Settings("localhost", S3Port, Region, bucket, S3UriStyle.Path, _host.CaFile, Key.Id, Key.Secret));

    /// <summary>Writes a pgbackrest.conf with the right settings of the repository, then changed.</summary>
    /// <param name="server">The server that it is for: its data directory is restored into, or is that of the running server.</param>
    /// <param name="changes">Options with another value, or, with null, left out.</param>
    /// <returns>The file.</returns>
    public string Configure(SagaServer server, params (string Option, string? Value)[] changes)
    {
        List<(string Option, string? Value)> options =
        [
            ("repo1-type", "s3"),
            ("repo1-path", RepositoryPath),
            ("repo1-s3-bucket", Bucket),
            ("repo1-s3-endpoint", "localhost"),
            ("repo1-storage-port", S3Port.ToString(CultureInfo.InvariantCulture)),
            ("repo1-s3-region", Region),
            ("repo1-s3-uri-style", "path"),
            ("repo1-storage-ca-file", _host.CaFile),
            ("repo1-s3-key", Key.Id),
            ("repo1-s3-key-secret", Key.Secret),
            ("repo1-cipher-type", "aes-256-cbc"),
            ("repo1-cipher-pass", Passphrase),
            ("repo1-retention-full", "4"),
            ("repo1-bundle", "y"),
            ("start-fast", "y"),
            ("process-max", "2"),
            ("spool-path", Sub("spool")),
            ("lock-path", Sub("lock")),
            ("log-path", Sub("log")),
            ("log-level-file", "off"),
            ("log-level-stderr", "off"),
            ("log-level-console", "info"),
            ("log-timestamp", "n"),
        ];
        foreach ((string option, string? value) in changes)
        {
            int at = options.FindIndex(o => o.Option == option);
            options = at < 0 ? [.. options, (option, value)] : [.. options[..at], (option, value), .. options[(at + 1)..]];
        }

        string file = Sub(server.Name + ".conf");
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"[global]\n{string.Concat(options.Where(o => o.Value is not null).Select(o => $"{o.Option}={o.Value}\n"))}\n[{Stanza}]\npg1-path={server.Data}\npg1-port={server.Port}\npg1-socket-path={Folder}\npg1-user={SagaServer.User}\n");
        File.Delete(file);
        using (var writer = new StreamWriter(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            writer.Write(text);
        }

        Tools.Account?.TakeOver(file);
        return file;
    }

    /// <summary>Runs pgBackRest with a configuration; both streams are one.</summary>
    public Task<ToolResult> PgBackRestAsync(string conf, params IReadOnlyList<string> arguments) =>
        Tools.PgBackRestAsync([$"--config={conf}", .. arguments.Any(a => a.StartsWith("--stanza=", StringComparison.Ordinal)) ? (string[])[] : [$"--stanza={Stanza}"], .. arguments]);

    /// <summary>The command that archives with a configuration.</summary>
    public static string Push(string conf) => $"/usr/bin/pgbackrest --config={conf} --stanza={Stanza} archive-push %p";

    /// <summary>Runs Phoenix.</summary>
    public Task<PhoenixResult> PhoenixAsync(params IEnumerable<string> arguments) => PhoenixProcess.RunAsync(Sub("state"), arguments);

    /// <summary>Writes a row and puts it into the ledger once it was acknowledged.</summary>
    public async Task WriteAsync(string content)
    {
        await Castle.SqlAsync($"insert into memories(content) values ('{content}')");
        _ledger.Add(content);
    }

    /// <summary>Every object of a bucket that is a WAL segment of this name.</summary>
    public static async Task<StoredObject> FindSegmentAsync(S3ObjectStore bucket, string segment) =>
        await bucket.ListAsync($"{RepositoryPath[1..]}/archive/{Stanza}/", CancellationToken.None).SingleAsync(o => o.Key.Contains($"/{segment}-", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        foreach (SagaServer server in _servers)
        {
            await server.StopAsync();
        }

        Admin?.Dispose();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task BeginAsync((string Option, string? Value)[] changes)
    {
        Assert.SkipUnless(SagaTools.Possible, "pgBackRest and PostgreSQL 15 are not installed");
        _host = await S3EndpointHost.StartAsync(new S3EndpointOptions { Directory = Sub("s3"), Region = Region }, Clock, NullLoggerFactory.Instance, CancellationToken.None);
        Admin = new S3EndpointAdmin(_host.Port, _host.CaFile, _host.AdminKey, Region, Clock);
        await Admin.CreateBucketAsync(Bucket, CancellationToken.None);
        await Admin.CreateBucketAsync(OtherBucket, CancellationToken.None);
        Key = await Admin.MintKeyAsync(CancellationToken.None);
        Version = (await Tools.PgBackRestAsync("version")).StandardOutput.Trim().Split(' ')[^1];

        Castle = Server("castle");
        string conf = Configure(Castle, changes);
        await Castle.InitializeAsync();
        await Castle.StartAsync(Push(conf));
        Assert.Equal(0, (await PgBackRestAsync(conf, "stanza-create")).ExitCode);
        await Castle.SqlAsync("create table memories(id serial primary key, content text not null)");
        await WriteAsync("DATO_A_NEL_BACKUP_S3");
        ToolResult backup = await PgBackRestAsync(conf, "--type=full", "backup");
        Assert.True(backup.ExitCode == 0, backup.StandardOutput);
        for (int n = 1; n <= 4; n++)
        {
            await WriteAsync(string.Create(CultureInfo.InvariantCulture, $"DATO_B{n}_SOLO_NEL_WAL"));
            Segments.Add(await Castle.ArchiveAsync());
        }
    }
}
