using System.Text.Json.Nodes;
using Phoenix.KubeSim;
using Phoenix.KubeSim.Operators.ExternalSecrets;
using Phoenix.KubeSim.Operators.Flux;
using Phoenix.KubeSim.Operators.Longhorn;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Tests.Cluster;
using Phoenix.Kubernetes.Tests.Memory;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>An API server with the projects' own definitions, and the doubles of Flux, External Secrets and Longhorn as clients of it over TLS.</summary>
internal sealed class PlatformBench : IAsyncDisposable
{
    /// <summary>Flux.</summary>
    internal const string OfFlux = "flux";

    /// <summary>External Secrets.</summary>
    internal const string OfSecrets = "external-secrets-v2.9.0";

    /// <summary>Longhorn.</summary>
    internal const string OfLonghorn = "longhorn-v1.12.1";

    private readonly List<ClusterApi> _clients = [];
    private FluxOperator? _flux;
    private ExternalSecretsOperator? _secrets;
    private LonghornOperator? _longhorn;

    private readonly PlatformServer _server;

    private PlatformBench(PlatformServer server)
    {
        _server = server;
        Longhorn = new LonghornOptions { Namespace = Names.Longhorn, Nodes = server.Simulator is null ? new HashSet<string> { Names.Node } : null };
        Api = Client("phoenix");
    }

    /// <summary>The simulated server, for faults; there is none where the bench works on another.</summary>
    internal KubeSimServer Server => _server.Simulator ?? throw new InvalidOperationException("this bench works on a server that is not the tests'");

    /// <summary>What objects are called.</summary>
    internal PlatformNames Names => _server.Names;

    /// <summary>Phoenix's own client.</summary>
    internal ClusterApi Api { get; }

    internal FluxOptions Flux { get; } = new();

    internal FluxRepository Repository { get; } = new();

    internal ExternalSecretsOptions Secrets { get; } = new();

    internal LonghornOptions Longhorn { get; }

    internal ListLog Log { get; } = new();

    /// <summary>What the server refused of the doubles' calls.</summary>
    internal IEnumerable<string> Refusals => (_flux?.Errors ?? []).Concat(_secrets?.Errors ?? []).Concat(_longhorn?.Errors ?? []).Select(e => e.Message);

    /// <summary>Starts all of it, or some parts, on a simulated server of its own; skips the test, visibly, where the definitions are not there.</summary>
    internal static async Task<PlatformBench> StartAsync(CancellationToken token, params string[] parts)
    {
        parts = parts.Length > 0 ? parts : [OfFlux, OfSecrets, OfLonghorn];
        PlatformBench bench = new(await PlatformServer.SimulatedAsync(parts, token));
        await bench.ApplyAsync("""
            apiVersion: v1
            kind: Namespace
            metadata: { name: flux-system }
            ---
            apiVersion: v1
            kind: Namespace
            metadata: { name: longhorn-system }
            """);
        return bench.Run(parts);
    }

    /// <summary>Starts parts of it on a server that is not the tests' own; skips the test, visibly, where that cannot be.</summary>
    internal static async Task<PlatformBench> StartOnAsync(RealCluster cluster, CancellationToken token, params string[] parts)
    {
        PlatformBench bench = new(await PlatformServer.OnAsync(cluster, parts, token));
        if (parts.Contains(OfLonghorn))
        {
            // A Node of the tests' own, ready as no kubelet will make it.
            await bench.ApplyAsync($"apiVersion: v1\nkind: Node\nmetadata: {{ name: {bench.Names.Node} }}\n");
            JsonObject ready = new() { ["type"] = "Ready", ["status"] = "True", ["reason"] = "KubeletReady", ["message"] = "a double of the tests" };
            KubeKind nodes = (await bench.Api.FindKindAsync("v1", "Node", token))!;
            await bench.Api.PatchAsync(nodes, null, bench.Names.Node, new JsonObject { ["status"] = new JsonObject { ["conditions"] = new JsonArray(ready) } }, status: true, token);
        }

        return bench.Run(parts);
    }

    private PlatformBench Run(string[] parts)
    {
        Flux.Repositories["https://git.test/castle"] = Repository;
        Secrets.Providers[Names.Store] = new Dictionary<string, string> { ["S3_KEY"] = "AKIAEXAMPLE", ["S3_SECRET"] = "very-secret-key" };
        _flux = parts.Contains(OfFlux) ? FluxOperator.Start(Client("kustomize-controller"), Flux, TimeProvider.System) : null;
        _secrets = parts.Contains(OfSecrets) ? ExternalSecretsOperator.Start(Client("external-secrets"), Secrets, TimeProvider.System) : null;
        _longhorn = parts.Contains(OfLonghorn) ? LonghornOperator.Start(Client("longhorn-manager"), Longhorn, TimeProvider.System) : null;
        return this;
    }

    /// <summary>Waits for something, and tells what was said and refused when it does not come about.</summary>
    internal async Task WithinAsync(TimeSpan bound, Task task)
    {
        try
        {
            await task.WaitAsync(bound, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"not within {bound.TotalSeconds} s. Said: {string.Join(" | ", Log.Lines.TakeLast(20))}. Refused: {string.Join(" | ", Refusals.TakeLast(5))}");
        }
    }

    /// <summary>Applies manifests as a person would.</summary>
    internal async Task ApplyAsync(string yaml)
    {
        foreach (KubeObject of in YamlManifests.Read(yaml))
        {
            KubeKind kind = (await Api.FindKindAsync(of.ApiVersion, of.Kind, TestContext.Current.CancellationToken))!;
            await Api.ApplyAsync(kind, of, force: true, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Reads an object; null when it is not there.</summary>
    internal async Task<KubeObject?> GetAsync(string apiVersion, string kind, string? @namespace, string name) =>
        await Api.FindKindAsync(apiVersion, kind, TestContext.Current.CancellationToken) is { } served ? await Api.GetAsync(served, @namespace, name, TestContext.Current.CancellationToken) : null;

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? part in new IAsyncDisposable?[] { _flux, _secrets, _longhorn })
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }

        foreach (ClusterApi client in _clients)
        {
            client.Dispose();
        }

        await _server.TakeAwayAsync();
    }

    private ClusterApi Client(string manager)
    {
        ClusterApi client = _server.Client(manager);
        _clients.Add(client);
        return client;
    }
}
