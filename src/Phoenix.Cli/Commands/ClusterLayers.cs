using System.Text.Json.Nodes;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Secrets;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Crunchy;
using Phoenix.Kubernetes.Layers;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Objects;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>The layers and gates of a stack that live in its Kubernetes cluster; nothing is connected to before one of them is used.</summary>
internal sealed class ClusterLayers : IAsyncDisposable
{
    private readonly ClusterDefinition _definition;
    private readonly DeclaredCluster _cluster;
    private readonly LayerOutputs _outputs;
    private string? _folder;

    private ClusterLayers(ClusterDefinition definition, DeclaredCluster cluster, LayerOutputs outputs) => (_definition, _cluster, _outputs) = (definition, cluster, outputs);

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
        return new ClusterLayers(definition, new DeclaredCluster(definition, outputs, secrets, noted, trust, new CredentialProgram(runner), time), outputs);
    }

    /// <summary>Opens the database; nothing is looked at.</summary>
    public void OpenDatabase(LayerDefinition layer, LayerScope scope, RepositorySettings repository)
    {
        _folder = Directory.CreateTempSubdirectory("phoenix-repository-").FullName;
        var outside = new OutsideRepository(repository, _folder, scope.Runner, scope.ToolMarker, scope.Time);
        Database = new CrunchyDatabaseLayer(
            new CrunchySite((DriverDefinition.PostgresCluster)layer.Driver, _cluster, scope, repository, outside.Repository, ReadManifest, _cluster.IsGoneAsync), outside);
    }

    /// <summary>The driver of a layer in the cluster that is no database.</summary>
    public ILayerDriver Driver(LayerDefinition layer, LayerScope scope) => throw new ArgumentException($"'{layer.Driver.Key}' is no driver of a cluster", nameof(layer));

    /// <summary>A gate that looks at the cluster.</summary>
    public Gate Gate(GateDefinition gate, LayerScope scope) => throw new ArgumentException($"a gate of type {gate.GetType().Name} is made elsewhere", nameof(gate));

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

    private static IReadOnlyList<KubeObject> ReadManifest(string file) => [.. new ManifestReader(new FolderTree(Environment.CurrentDirectory), kustomizer: null).ReadFiles([file]).Select(o => new KubeObject(o))];
}
