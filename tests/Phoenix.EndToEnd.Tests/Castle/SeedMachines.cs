using System.Text.Json.Nodes;
using Phoenix.KubeSim;
using Phoenix.KubeSim.Operators.Crunchy;
using Phoenix.KubeSim.Operators.ExternalSecrets;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Lab.S3;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>One generation of the castle's machines: a simulated API server, and on it the doubles of External Secrets and of CrunchyData's operator. All of it ends with a wipe.</summary>
internal sealed class SeedMachines : IAsyncDisposable
{
    private readonly KubeSimServer _server;
    private readonly List<ClusterApi> _clients = [];
    private ExternalSecretsOperator? _secrets;

    private readonly string _folder;

    private SeedMachines(KubeSimServer server, string folder) => (_server, _folder) = (server, folder);

    /// <summary>Access as Flux has it.</summary>
    public ClusterApi Api { get; private set; } = null!;

    public CrunchyOperator Postgres { get; private set; } = null!;

    /// <summary>Raises machines that know nothing of any before them.</summary>
    /// <param name="folder">Their disks.</param>
    /// <param name="definitions">The operators' published definitions.</param>
    /// <param name="key">The key of the bucket, which is in the secrets' store.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<SeedMachines> RaiseAsync(string folder, string definitions, AccessKey key, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        SeedMachines made = new(await KubeSimServer.StartAsync(new KubeSimOptions(), cancellationToken), folder);
        try
        {
            await made._server.InstallDefinitionsAsync(definitions, cancellationToken);
            made.Api = made.Open("kustomize-controller");
            ExternalSecretsOptions store = new();
            store.Providers["infisical-tazlab"] = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = key.Id, ["AWS_SECRET_ACCESS_KEY"] = key.Secret };
            made._secrets = ExternalSecretsOperator.Start(made.Open("external-secrets"), store, TimeProvider.System);
            CrunchyOptions options = new CrunchyOptions { Folder = folder }.Quick() with { JobBackoff = TimeSpan.FromMilliseconds(10) };
            made.Postgres = await CrunchyOperator.StartAsync(made.Open("postgres-operator"), options, cancellationToken);
            made._server.Pods.Add(made.Postgres);
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    public async Task<KubeObject?> GetAsync(string apiVersion, string kind, string name, CancellationToken cancellationToken) =>
        await Api.GetAsync(await KindAsync(apiVersion, kind, cancellationToken), SeedManifest.Space, name, cancellationToken);

    public async Task<IReadOnlyList<KubeObject>> ListAsync(string apiVersion, string kind, string? labels, CancellationToken cancellationToken) =>
        await Api.ListAsync(await KindAsync(apiVersion, kind, cancellationToken), SeedManifest.Space, labels, cancellationToken);

    /// <summary>Applies an object as Flux does.</summary>
    public async Task ApplyAsync(JsonObject content, CancellationToken cancellationToken)
    {
        KubeObject wanted = new(content);
        await Api.ApplyAsync(await KindAsync(wanted.ApiVersion, wanted.Kind, cancellationToken), wanted, force: true, cancellationToken);
    }

    public async Task<KubeKind> KindAsync(string apiVersion, string kind, CancellationToken cancellationToken) =>
        await Api.FindKindAsync(apiVersion, kind, cancellationToken) ?? throw new InvalidOperationException($"no {kind} of {apiVersion} is served");

    /// <summary>Reads the only file of that name on the data volume, as <c>kubectl exec</c> with <c>cat</c> does.</summary>
    public string ReadDisk(string file) => File.ReadAllText(Directory.EnumerateFiles(_folder, file, SearchOption.AllDirectories).Single());

    /// <summary>The wipe: all that runs is killed where it stands, disks and objects are gone.</summary>
    public async Task LoseAsync()
    {
        await Postgres.LoseMachineAsync();
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Postgres is not null)
        {
            await Postgres.DisposeAsync();
        }

        if (_secrets is not null)
        {
            await _secrets.DisposeAsync();
        }

        _clients.ForEach(c => c.Dispose());
        await _server.DisposeAsync();
    }

    private ClusterApi Open(string manager)
    {
        ClusterAccess access = new Kubeconfig(null, TimeProvider.System).Parse(_server.Kubeconfig, null, "the simulator", "/");
        ClusterApi made = new(access, TimeProvider.System) { FieldManager = manager };
        _clients.Add(made);
        return made;
    }
}
