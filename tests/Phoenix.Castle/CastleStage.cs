using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Phoenix.KubeSim.Operators.Flux;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Lab.S3;
using Phoenix.Testing.Proxmox;
using Phoenix.Testing.Secrets;

namespace Phoenix.Castle;

/// <summary>
/// The reference castle itself on doubles: a copy of the example; Proxmox and Infisical by their doubles, Terragrunt and talosctl by programs that stand in, the
/// cluster by the simulator and the operators' doubles, of which Crunchy's runs a real PostgreSQL and a real pgBackRest against the lab's S3.
/// </summary>
internal sealed class CastleStage : IAsyncDisposable
{
    private const int MostLines = 60;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("phoenix-castle-run-");
    private readonly List<IAsyncDisposable> _parts = [];
    private StandInDesk _desk = null!;
    private X509Certificate2? _certificate;

    private CastleStage()
    {
    }

    /// <summary>The copy.</summary>
    public string Copy => Path.Combine(_folder.FullName, "castle");

    /// <summary>Machines and cluster.</summary>
    public CastleSite Site { get; private set; } = null!;

    /// <summary>Terraform's states.</summary>
    public CastleUnits Units { get; private set; } = null!;

    /// <summary>Proxmox.</summary>
    public ProxmoxDouble Proxmox { get; private set; } = null!;

    /// <summary>What the programs that stand in met and were not made for.</summary>
    public IEnumerable<Exception> Faults => _desk.Faults;

    /// <summary>Folder of the programs that stand in.</summary>
    public string Programs => Path.Combine(_folder.FullName, "bin");

    /// <summary>What Infisical holds.</summary>
    public CastleSecrets Secrets { get; private set; } = null!;

    /// <summary>Phoenix' state directory.</summary>
    public string State => Path.Combine(_folder.FullName, "state");

    /// <summary>What Phoenix, or whoever raises the castle in its place, has in its environment.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["PATH"] = Programs + ":" + System.Environment.GetEnvironmentVariable("PATH"),
        ["INFISICAL_CLIENT_ID"] = InfisicalDouble.ClientId,
        ["INFISICAL_CLIENT_SECRET"] = InfisicalDouble.ClientSecret,
    };

    /// <summary>What all that takes part said last: the folder goes with the stage, so what a failure says must hold why.</summary>
    public string Words => $"{Logs()}\n== stand-ins\n{string.Join('\n', _desk.Faults)}\n{string.Join('\n', _desk.Calls.TakeLast(MostLines))}\n== cluster\n{Site.Cluster?.Words}\n";

    /// <summary>Starts all of it; nothing of the castle is there yet.</summary>
    /// <exception cref="InvalidOperationException">The operators' definitions are not there (<see cref="CastleDefinitions.WhyMissing"/>).</exception>
    public static async Task<CastleStage> StartAsync(CancellationToken cancellationToken)
    {
        if (CastleDefinitions.WhyMissing(CastleCluster.Definitions) is { } missing)
        {
            throw new InvalidOperationException(missing);
        }

        CastleStage stage = new();
        try
        {
            await stage.OpenAsync(cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the database as the application's user, with the password that Infisical holds.</summary>
    public async Task<string?> AskAsync(string sql, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await ConnectAsync("castle", "CASTLE_DB_PASSWORD", cancellationToken);
        await using NpgsqlCommand command = new(sql, connection);
        return (await command.ExecuteScalarAsync(cancellationToken))?.ToString();
    }

    /// <summary>Opens a connection to the application's database.</summary>
    /// <param name="user">As whom.</param>
    /// <param name="password">The password's name in Infisical.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidOperationException">No database runs.</exception>
    public async Task<NpgsqlConnection> ConnectAsync(string user, string password, CancellationToken cancellationToken)
    {
        int port = await Site.Cluster!.FindDatabaseAsync(cancellationToken) ?? throw new InvalidOperationException("no database runs");
        NpgsqlConnectionStringBuilder to = new()
        {
            Host = "localhost", Port = port, Database = "castle", Username = user, Password = Secrets[password], SslMode = SslMode.Require, Pooling = false, CommandTimeout = 600,
        };
        NpgsqlConnection connection = new(to.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>An object of the cluster; null when it is not there.</summary>
    public async Task<KubeObject?> GetAsync(string apiVersion, string kind, string @namespace, string name, CancellationToken cancellationToken)
    {
        IClusterApi api = Site.Cluster!.Api;
        return await api.FindKindAsync(apiVersion, kind, cancellationToken) is { } served ? await api.GetAsync(served, @namespace, name, cancellationToken) : null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable part in Enumerable.Reverse(_parts))
        {
            await part.DisposeAsync();
        }

        _certificate?.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        // Servers run under an account of their own, and read the authority's file.
        _folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        S3EndpointOptions options = new() { Directory = _folder.CreateSubdirectory("s3").FullName };
        S3EndpointHost s3 = Part(await S3EndpointHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellationToken));
        using (var admin = S3EndpointAdmin.Open(options with { Port = s3.Port }, TimeProvider.System))
        {
            await admin.CreateBucketAsync("castle-backups", cancellationToken);
        }

        string s3Authority = Readable("s3-ca.pem", await File.ReadAllTextAsync(s3.CaFile, cancellationToken));
        Secrets = new CastleSecrets(s3.AdminKey.Id, s3.AdminKey.Secret);
        InfisicalDouble infisical = Part(await InfisicalDouble.StartAsync());
        Secrets.Store(infisical);
        _certificate = DoubleCertificate.For("localhost");
        Proxmox = Part(await ProxmoxDouble.StartAsync(_certificate));
        Proxmox.NodesOnline["pve3"] = true;
        CastleCopy.Make(Copy, s3.Port, s3Authority, Proxmox.Server.Address, Readable("pve-ca.pem", _certificate.ExportCertificatePem()), infisical.Server.Address);

        FluxRepository git = new();
        git.CommitFolder(Copy);
        string disks = _folder.CreateSubdirectory("disks").FullName;
        File.SetUnixFileMode(disks, File.GetUnixFileMode(disks) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Site = Part(new CastleSite(Proxmox, disks, CastleMachine.ReadAll(Path.Combine(Copy, "live", "platform", "terragrunt.hcl")), Secrets, git));
        Proxmox.PowerCut = Site.CutAsync;
        Units = new CastleUnits(Copy, Site, Proxmox, Secrets);
        CastleTalos talos = new(Copy, Site);
        bool hasKubectl = System.Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(p => File.Exists(Path.Combine(p, "kubectl")));
        _desk = Part(StandInDesk.Open(_folder.CreateSubdirectory("bin").FullName, hasKubectl ? ["terragrunt", "talosctl"] : ["terragrunt", "talosctl", "kubectl"], (call, token) => call.Program switch
        {
            "terragrunt" => Units.AnswerAsync(call, token),
            "talosctl" => Task.FromResult(talos.Answer(call)),
            _ => Task.FromResult(talos.AnswerKubectl(call)),
        }));
    }

    private T Part<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }

    private string Readable(string name, string content)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return path;
    }

    private string Logs()
    {
        string runs = Path.Combine(State, "runs");
        string[] files = Directory.Exists(runs) ? [.. Directory.EnumerateFiles(runs, "*.log", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
        string[] pods = [.. files.SelectMany(f => Regex.Matches(File.ReadAllText(f), "castle-instance-[a-z0-9]+-0").Select(m => m.Value)).Distinct()];
        return string.Concat(pods.Select(p => $"\n== pod {p}\n{string.Join('\n', (Site.Cluster?.ReadLog(p) ?? "no log").Split('\n').TakeLast(MostLines))}"))
            + string.Concat(files.TakeLast(16).Select(f => $"\n== {Path.GetRelativePath(runs, f)}\n{string.Join('\n', File.ReadLines(f).TakeLast(MostLines))}"));
    }
}
