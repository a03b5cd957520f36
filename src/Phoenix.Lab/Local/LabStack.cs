using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Secrets;
using Phoenix.Errors;
using Phoenix.Lab.S3;
using Phoenix.Lab.Sabotage;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Lab.Local;

/// <summary>The embedded lab as a stack: secrets, platform, storage and database, as in the seed, on this machine.</summary>
public sealed class LabStack : IStack, IDisposable
{
    private static readonly TimeSpan LayerTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DatabaseTimeout = TimeSpan.FromHours(24);
    private readonly LabEndpoint _endpoint;
    private readonly Lock _rendering = new();
    private OutsideView? _outside;

    /// <summary>Opens the stack of a lab; nothing is started.</summary>
    /// <param name="site">The lab.</param>
    /// <param name="endpoint">The lab's own S3 endpoint.</param>
    /// <param name="versions">Versions of the tools in use.</param>
    public LabStack(LabSite site, LabEndpoint endpoint, IReadOnlyDictionary<string, string> versions)
    {
        Site = site;
        _endpoint = endpoint;
        Versions = versions;
        LabDatabase = new LabDatabase(site);
        Fence = new LabFence(site);
        Wal = new PgWaldump(site.Runner, site.PostgreSql.BinDirectory);
    }

    /// <summary>What the parts share.</summary>
    public LabSite Site { get; }

    /// <summary>What a sabotage does to the configuration of the next create; null for nothing.</summary>
    public SecretsTampering? Tampering { get; set; }

    /// <summary>The database, with what only a lab's has.</summary>
    public LabDatabase LabDatabase { get; }

    /// <inheritdoc/>
    public string Name => Site.Record.Name;

    /// <inheritdoc/>
    public IDatabase Database => LabDatabase;

    /// <inheritdoc/>
    public IRepository Repository => Outside.Repository;

    /// <inheritdoc/>
    public RepositoryLocation? ConfiguredLocation => ConfiguredRepository.Read(Site);

    /// <inheritdoc/>
    public string? Incarnation => LabDatabase.Incarnation;

    /// <inheritdoc/>
    public IObjectStore Objects => Outside.Objects;

    /// <inheritdoc/>
    public IFence Fence { get; }

    /// <inheritdoc/>
    public IWalReader Wal { get; }

    /// <inheritdoc/>
    public int Parallelism => 4;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Milestones { get; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <inheritdoc/>
    public IReadOnlyList<ProofQuery> Queries => [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Versions { get; }

    // Rendered anew whenever the credentials that the next restore will use have changed; by one of those who ask at once, because it is a file.
    private OutsideView Outside
    {
        get
        {
            lock (_rendering)
            {
                RepositorySettings settings = Site.Credentials.Outside;
                if (_outside is null || _outside.Settings != settings)
                {
                    _outside?.Dispose();
                    _outside = new OutsideView(Site, settings);
                }

                return _outside;
            }
        }
    }

    /// <inheritdoc/>
    public LayerGraph Layers(RebirthIntent intent)
    {
        var storage = new StorageLayer(Site);
        return new LayerGraph(
        [
            new Layer("secrets", [], new SecretsLayer(Site, Tampering), [SecretsGate], LayerTimeout) { Retries = 2 }, // it asks the endpoint for keys
            new Layer("platform", ["secrets"], new PlatformLayer(Site), [], LayerTimeout),
            new Layer("storage", ["platform"], storage, [storage.Writable], LayerTimeout),
            new Layer("database", ["platform", "storage"], new DatabaseLayer(LabDatabase, intent), [], DatabaseTimeout) { HoldsDatabase = true },
        ]);
    }

    /// <summary>Whether the repository is on the lab's own S3 endpoint, and that does not run.</summary>
    public bool EndpointIsDown => Site.Credentials is MintedCredentials && !_endpoint.IsRunning;

    /// <summary>Refuses settings that name another repository than the one that the database archives to.</summary>
    /// <exception cref="PhoenixException">Configuration.</exception>
    public void RefuseOtherRepository()
    {
        RepositoryLocation given = Site.Credentials.Location;
        if (ConfiguredLocation is RepositoryLocation at && at != given)
        {
            throw new PhoenixException(
                ErrorCode.Configuration,
                $"this lab's database archives to {at.Endpoint} {at.Bucket}{at.Path}, and these settings name {given.Endpoint} {given.Bucket}{given.Path}",
                "set the repository as it was when the lab was made, or use another lab");
        }
    }

    /// <summary>Administers the lab's own S3 endpoint.</summary>
    public S3EndpointAdmin OpenEndpointAdmin() => _endpoint.OpenAdmin();

    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellationToken) => new LabPreparation(this).RunAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _outside?.Dispose();

    // Credentials that exist are not yet credentials that work.
    private Gate SecretsGate => new("the new credentials open the bucket", TimeSpan.FromSeconds(60), async token =>
    {
        RepositorySettings settings = Site.Credentials.Stack ?? throw new InvalidOperationException("the stack has no credentials");
        using var bucket = new Adapters.S3.S3ObjectStore(settings.S3, time: Site.Time);
        await bucket.HeadAsync(settings.Location.PhoenixPrefix + "probe", token);
        return null;
    });
}
