using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Layers;
using Phoenix.Kubernetes.Manifests;
using Phoenix.Kubernetes.Tests.Cluster;
using Phoenix.Stacks;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Manifests;

/// <summary>Manifests as a layer, wrapped as in a stack; the namespace is an object of a name only.</summary>
[Trait("Contract", "Kubernetes")]
public abstract class KubernetesDriverContract : LayerDriverContract, IAsyncLifetime
{
    private static readonly KubeKind Namespaces = new("", "v1", "Namespace", "namespaces", Namespaced: false);
    private static readonly KubeKind Deployments = new("apps", "v1", "Deployment", "deployments", Namespaced: true);

    private readonly Source _source = new("phoenix-test-" + Guid.NewGuid().ToString("N")[..10]);
    private ClusterApi? _api;
    private ILayerDriver? _driver;

    protected override ILayerDriver Driver => _driver!;

    // Nothing is started: all of it is calls.
    protected override IReadOnlyList<string> Running => [];

    /// <summary>A client of the server; skips the test, visibly, where there is none.</summary>
    protected abstract Task<ClusterApi> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        _api = await OpenAsync();
        _driver = new InClusterDriver(
            new KubernetesDriver(
                new DriverDefinition.Kubernetes([], null, null, false), new ManifestOwner("castle", "config"), _source, _api, new SilentLog(), TimeSpan.FromMinutes(1), TimeProvider.System),
            _ => Task.FromResult(false));
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            // A test that failed half-way leaves nothing on somebody's server.
            await _api.DeleteAsync(Namespaces, null, _source.Namespace, null, CancellationToken.None);
            _api.Dispose();
        }
    }

    protected override void LetUpHang() => _source.HasWorkload = true;

    protected override async Task HangsAsync()
    {
        await foreach (KubeChange change in _api!.WatchAsync(Deployments, _source.Namespace, "app", null, Token))
        {
            if (change.Type == KubeChangeType.Present)
            {
                return;
            }
        }
    }

    // No image has this name: nobody makes the workload ready.
    private sealed class Source(string ns) : IManifestSource
    {
        public string Namespace => ns;

        public bool HasWorkload { get; set; }

        public Task<IReadOnlyList<JsonObject>> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<JsonObject>>(
        [
            Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"NS"}}"""),
            Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings","namespace":"NS"},"data":{"key":"a"}}"""),
            .. HasWorkload
                ? (JsonObject[])[Parse("""{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"app","namespace":"NS"},"spec":{"selector":{"matchLabels":{"app":"a"}},"template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"a","image":"nobody.phoenix.test/app"}]}}}}""")]
                : [],
        ]);

        private JsonObject Parse(string json) => JsonNode.Parse(json.Replace("\"NS\"", $"\"{ns}\"", StringComparison.Ordinal))!.AsObject();
    }
}
