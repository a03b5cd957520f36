using Phoenix.KubeSim;
using Phoenix.KubeSim.Operators.ExternalSecrets;
using Phoenix.KubeSim.Operators.Flux;
using Phoenix.KubeSim.Operators.Longhorn;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Tests.Memory;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>A simulated API server with the projects' own definitions, and the doubles of Flux, External Secrets and Longhorn as clients of it over TLS.</summary>
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

    private PlatformBench(KubeSimServer server)
    {
        Server = server;
        Api = Client("phoenix");
    }

    internal KubeSimServer Server { get; }

    /// <summary>Phoenix's own client.</summary>
    internal ClusterApi Api { get; }

    internal FluxOptions Flux { get; } = new();

    internal FluxRepository Repository { get; } = new();

    internal ExternalSecretsOptions Secrets { get; } = new();

    internal LonghornOptions Longhorn { get; } = new();

    internal ListLog Log { get; } = new();

    /// <summary>What the server refused of the doubles' calls.</summary>
    internal IEnumerable<string> Refusals => (_flux?.Errors ?? []).Concat(_secrets?.Errors ?? []).Concat(_longhorn?.Errors ?? []).Select(e => e.Message);

    /// <summary>Starts all of it, or some parts; skips the test, visibly, where the definitions are not there.</summary>
    internal static async Task<PlatformBench> StartAsync(CancellationToken token, params string[] parts)
    {
        parts = parts.Length > 0 ? parts : [OfFlux, OfSecrets, OfLonghorn];
        string? folder = DefinitionsFolder();
        Assert.SkipWhen(folder is null, "no folder shared/crds beside a folder above the tests: the operators' definitions are not part of the project");
        KubeSimServer server = await KubeSimServer.StartAsync(new KubeSimOptions { Nodes = ["node-1"] }, token);
        foreach (string file in parts.SelectMany(d => Directory.EnumerateFiles(Path.Combine(folder!, d), "*.yaml")))
        {
            await server.InstallDefinitionsAsync(await File.ReadAllTextAsync(file, token), token);
        }

        PlatformBench bench = new(server);
        bench.Flux.Repositories["https://git.test/castle"] = bench.Repository;
        bench.Secrets.Providers["vault"] = new Dictionary<string, string> { ["S3_KEY"] = "AKIAEXAMPLE", ["S3_SECRET"] = "very-secret-key" };
        await bench.ApplyAsync("""
            apiVersion: v1
            kind: Namespace
            metadata: { name: flux-system }
            ---
            apiVersion: v1
            kind: Namespace
            metadata: { name: longhorn-system }
            """);
        bench._flux = parts.Contains(OfFlux) ? FluxOperator.Start(bench.Client("kustomize-controller"), bench.Flux, TimeProvider.System) : null;
        bench._secrets = parts.Contains(OfSecrets) ? ExternalSecretsOperator.Start(bench.Client("external-secrets"), bench.Secrets, TimeProvider.System) : null;
        bench._longhorn = parts.Contains(OfLonghorn) ? LonghornOperator.Start(bench.Client("longhorn-manager"), bench.Longhorn, TimeProvider.System) : null;
        return bench;
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

        await Server.DisposeAsync();
    }

    private ClusterApi Client(string manager)
    {
        ClusterApi client = new(new Kubeconfig(null, TimeProvider.System).Parse(Server.Kubeconfig, null, "the simulator", Path.GetTempPath()), TimeProvider.System) { FieldManager = manager };
        _clients.Add(client);
        return client;
    }

    private static string? DefinitionsFolder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "shared", "crds");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }
}
