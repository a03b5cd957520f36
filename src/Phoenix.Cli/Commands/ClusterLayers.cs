using Phoenix.Adapters.Files;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Secrets;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Crunchy;
using Phoenix.Kubernetes.ExternalSecrets;
using Phoenix.Kubernetes.Flux;
using Phoenix.Kubernetes.Layers;
using Phoenix.Kubernetes.Longhorn;
using Phoenix.Kubernetes.Manifests;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>The layers and gates of a stack that live in its Kubernetes cluster; nothing is connected to before one of them is used.</summary>
internal sealed class ClusterLayers : IAsyncDisposable
{
    private readonly ClusterDefinition _definition;
    private readonly DeclaredCluster _cluster;
    private readonly LayerOutputs _outputs;
    private readonly bool _hasRepository;
    private readonly ClusterTrust _trust;
    private string? _folder;

    private ClusterLayers(ClusterDefinition definition, DeclaredCluster cluster, LayerOutputs outputs, bool hasRepository, ClusterTrust trust) =>
        (_definition, _cluster, _outputs, _hasRepository, _trust) = (definition, cluster, outputs, hasRepository, trust);

    /// <summary>The database; null where the stack has none in its cluster, or it was not opened.</summary>
    public CrunchyDatabaseLayer? Database { get; private set; }

    /// <summary>Those of a stack; null for one without a cluster.</summary>
    public static ClusterLayers? Of(
        StackDefinition stack, LayerOutputs outputs, SecretReader secrets, ToolRunner runner, StateDirectory state, ClusterTrust trust, TimeProvider time)
    {
        if (stack.Cluster is not { } definition)
        {
            return null;
        }

        var noted = new NotedCluster(Path.Combine(state.Path, "stacks", StackMark.Of(stack) + ".cluster"));
        return new ClusterLayers(definition, new DeclaredCluster(definition, outputs, secrets, noted, trust, new CredentialProgram(runner), time), outputs, stack.Repository is not null, trust);
    }

    /// <summary>Opens the database; nothing is looked at.</summary>
    public void OpenDatabase(LayerDefinition layer, LayerScope scope, RepositorySettings repository)
    {
        _folder = Directory.CreateTempSubdirectory("phoenix-repository-").FullName;
        var outside = new OutsideRepository(repository, _folder, scope.Runner, scope.ToolMarker, scope.Time);
        Database = new CrunchyDatabaseLayer(
            new CrunchySite((DriverDefinition.PostgresCluster)layer.Driver, _cluster, scope, repository, outside.Repository, ReadManifest, _cluster.IsGoneAsync), outside)
        {
            MayBeUnreachable = _trust == ClusterTrust.Note,
        };
    }

    /// <summary>The driver of a layer in the cluster that is no database.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="scope">What it works with.</param>
    /// <param name="repository">The stack's repository; null where it has none, or nobody may look.</param>
    public ILayerDriver Driver(LayerDefinition layer, LayerScope scope, RepositorySettings? repository) => new InClusterDriver(
        layer.Driver switch
        {
            DriverDefinition.Kubernetes k => new KubernetesDriver(k, new ManifestOwner(scope.Stack ?? "stack", scope.Layer), new ManifestFiles(k), _cluster, scope.Log, scope.Timeout, scope.Time),
            DriverDefinition.Flux f => new FluxDriver(f, _cluster, scope.Log, scope.Time),
            DriverDefinition.ExternalSecret e => new ExternalSecretDriver(e, ClusterProbe.Of(repository, _hasRepository, scope.Time), _cluster, scope.Log, scope.Time),
            DriverDefinition.Longhorn l => new LonghornDriver(l, _cluster, scope.Log, scope.Time),
            _ => throw new ArgumentException($"'{layer.Driver.Key}' is no driver of a cluster", nameof(layer)),
        },
        _cluster.IsGoneAsync);

    /// <summary>A gate that looks at the cluster.</summary>
    /// <param name="gate">What must hold.</param>
    /// <param name="scope">What its layer works with.</param>
    /// <param name="repository">The stack's repository; null where it has none, or nobody may look.</param>
    public Gate Gate(GateDefinition gate, LayerScope scope, RepositorySettings? repository) => gate switch
    {
        GateDefinition.Webhook w => WebhookGate.Create(w, _cluster, scope.Time),
        GateDefinition.Flux f => FluxGate.Create(f, _cluster, scope.Log, scope.Time),
        GateDefinition.ExternalSecret e => ExternalSecretGate.Create(e, ClusterProbe.Of(repository, _hasRepository, scope.Time), _cluster, scope.Log, scope.Time),
        GateDefinition.Longhorn l => LonghornGate.Create(l, _cluster, scope.Log, scope.Time),
        _ => throw new ArgumentException($"a gate of type {gate.GetType().Name} is made elsewhere", nameof(gate)),
    };

    /// <summary>Tells the cluster of the layers that it comes from.</summary>
    public void Bind(IReadOnlyList<Layer> layers)
    {
        _cluster.ReadOutputs = async (name, token) =>
        {
            if (layers.FirstOrDefault(l => l.Name == name) is { } layer)
            {
                // One that is not there has no outputs; what it printed in a former life leads nowhere.
                if (await layer.Driver.ExistsAsync(token) == false)
                {
                    _outputs.SetAbsent(name);
                }
                else
                {
                    _outputs.Set(name, await layer.Driver.ReadOutputsAsync(token));
                }
            }
        };
        if (layers.FirstOrDefault(l => l.Name == _definition.Layer) is { } machines)
        {
            _cluster.MachinesExist = machines.Driver.ExistsAsync;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Database is not null)
        {
            await Database.DisposeAsync();
        }

        await _cluster.DisposeAsync();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static IReadOnlyList<KubeObject> ReadManifest(string file) => [.. ManifestFiles.Reader().ReadFiles([file]).Select(o => new KubeObject(o))];
}
