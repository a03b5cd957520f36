using System.Net;
using System.Text.Json.Nodes;
using k8s;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Cluster.Access;
using Phoenix.KubeSim.Operators.ControlPlane;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>
/// An API server that the tests know by its kubeconfig alone. What runs beside it is found out by what happens: where nobody empties namespaces or collects garbage, as beside a kube-apiserver on its own, stand-ins
/// of the tests do it for the tests' own namespaces.
/// </summary>
internal sealed class RealCluster : IAsyncDisposable
{
    /// <summary>How the name of every namespace, and of every object without one, begins that the tests make.</summary>
    public const string Prefix = "phoenix-test-";

    private const string AddressVariable = "PHOENIX_TEST_KUBELET_ADDRESS";
    private static readonly TimeSpan EndBound = TimeSpan.FromMinutes(1);
    private static readonly KubeKind Namespaces = new("", "v1", "Namespace", "namespaces", Namespaced: false);
    private static readonly KubeKind ConfigMaps = new("", "v1", "ConfigMap", "configmaps", Namespaced: true);
    private static readonly KubeKind Accounts = new("", "v1", "ServiceAccount", "serviceaccounts", Namespaced: true);
    private static readonly KubeKind StatefulSets = new("apps", "v1", "StatefulSet", "statefulsets", Namespaced: true);

    private readonly ClusterAccess _access;
    private readonly k8s.Kubernetes _library;
    private readonly ClusterApi _api;
    private StandInControllers? _standIns;

    private RealCluster(ClusterAccess access, k8s.Kubernetes library) => (_access, _library, _api) = (access, library, new ClusterApi(access, TimeProvider.System) { FieldManager = "phoenix-tests" });

    /// <summary>Whether somebody acts on StatefulSets and Jobs here: a double of an operator that plays their controllers would fight with them.</summary>
    public bool RunsWorkloads { get; private set; }

    /// <summary>Where the API server is asked to reach kubelets of the tests: this machine, as far as nobody says otherwise.</summary>
    public static IPAddress KubeletAddress => Environment.GetEnvironmentVariable(AddressVariable) is { Length: > 0 } given ? IPAddress.Parse(given) : IPAddress.Loopback;

    /// <summary>A new name for a namespace, or for an object without one.</summary>
    public static string Name(string what = "") => $"{Prefix}{Guid.NewGuid().ToString("N")[..10]}{(what.Length > 0 ? "-" + what : "")}";

    /// <summary>Finds out what runs there.</summary>
    /// <param name="kubeconfig">The file.</param>
    /// <param name="bound">How long a controller may take before it counts as missing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RealCluster> LookAsync(string kubeconfig, TimeSpan bound, CancellationToken cancellationToken)
    {
        CredentialProgram programs = new(new ToolRunner(new Unobserved(), TimeProvider.System));
        ClusterAccess access = new Kubeconfig(programs, TimeProvider.System).Load(kubeconfig, null);
        k8s.Kubernetes library = new(await KubernetesClientConfiguration.BuildConfigFromConfigFileAsync(new FileInfo(kubeconfig)));
        RealCluster made = new(access, library);
        string version = (await library.Version.GetCodeAsync(cancellationToken)).GitVersion;
        (bool empties, bool collects) = await made.ProbeAsync(bound, cancellationToken);
        if (!empties || !collects)
        {
            made._standIns = await StandInControllers.StartAsync(made._api, library, Prefix, namespaces: !empties, garbage: !collects, cancellationToken);
        }

        string[] missing = [.. new[] { empties ? null : "namespace controller", collects ? null : "garbage collector" }.OfType<string>()];
        Console.WriteLine($"{access.Server} is {version}; {(missing.Length == 0 ? "it has its controllers" : $"without a {string.Join(" and a ", missing)}: the tests stand in for them in namespaces {Prefix}*")}");
        return made;
    }

    /// <summary>A client, as a field manager of its own.</summary>
    public ClusterApi Client(string manager, ClusterBounds? bounds = null) => new(_access, TimeProvider.System, bounds) { FieldManager = manager };

    /// <summary>A client with a token that nobody issued.</summary>
    public ClusterApi Stranger() => new(Access(new FixedCredentials(new ClusterCredential("Bearer issued-by-nobody", null)), []), TimeProvider.System);

    /// <summary>A client that acts for a user who was given no rights; where everybody may do everything, it may, too.</summary>
    public ClusterApi Nobody() => new(Access(_access.Credentials, [new("Impersonate-User", Prefix + "nobody")]), TimeProvider.System);

    /// <summary>Skips the test, naming what is missing, unless the server serves all of these kinds.</summary>
    public async Task RequireAsync(CancellationToken cancellationToken, params (string ApiVersion, string Kind)[] kinds)
    {
        foreach ((string apiVersion, string kind) in kinds)
        {
            Assert.SkipWhen(
                await _api.FindKindAsync(apiVersion, kind, cancellationToken) is null,
                $"{_access.Server} serves no {kind} of {apiVersion}: install the project's CustomResourceDefinitions there to try this");
        }
    }

    /// <summary>Skips the test where objects of a kind are there that are not the tests': a double would act on them.</summary>
    public async Task RequireUnusedAsync(CancellationToken cancellationToken, params (string ApiVersion, string Kind)[] kinds)
    {
        foreach ((string apiVersion, string kind) in kinds)
        {
            KubeKind served = (await _api.FindKindAsync(apiVersion, kind, cancellationToken))!;
            KubeObject? foreign = (await _api.ListAsync(served, null, null, cancellationToken)).FirstOrDefault(o => !(o.Namespace ?? o.Name).StartsWith(Prefix, StringComparison.Ordinal));
            Assert.SkipWhen(foreign is not null, $"{_access.Server} has {foreign} of its own: a double of its operator would act on it");
        }
    }

    /// <summary>Makes a namespace with the service account that its pods need: a cluster's controllers make that; where none does in time, the tests do.</summary>
    public async Task MakeNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        await _api.CreateAsync(Namespaces, Make(Namespaces, name, null), cancellationToken);
        if (!await HappensAsync(Accounts, name, "default", o => o is not null, TimeSpan.FromSeconds(5), cancellationToken))
        {
            await _api.CreateAsync(Accounts, Make(Accounts, "default", name), cancellationToken);
        }
    }

    /// <summary>Asks for the deletion of objects, whatever their finalizers wait for: those who set them have ended.</summary>
    public async Task TakeAwayAsync(string apiVersion, string kind, Func<KubeObject, bool> isOwn)
    {
        if (await _api.FindKindAsync(apiVersion, kind, CancellationToken.None) is not { } served)
        {
            return;
        }

        foreach (KubeObject one in (await _api.ListAsync(served, null, null, CancellationToken.None)).Where(isOwn))
        {
            await _api.DeleteAsync(served, one.Namespace, one.Name, one.Uid, CancellationToken.None);
            try
            {
                await _api.PatchAsync(served, one.Namespace, one.Name, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, status: false, CancellationToken.None);
            }
            catch (PhoenixException e) when (e.InnerException is ApiStatusException { Status: 404 })
            {
                // Nothing held it.
            }
        }
    }

    /// <summary>Asks for the deletion of a namespace with all that is in it.</summary>
    public Task DeleteNamespaceAsync(string name) => _api.DeleteAsync(Namespaces, null, name, null, CancellationToken.None);

    /// <summary>Waits until no namespace of the tests is left, says which are, and ends the stand-ins.</summary>
    public async ValueTask DisposeAsync()
    {
        long start = TimeProvider.System.GetTimestamp();
        KubeObject[] left;
        do
        {
            await Task.Delay(100);
            left = [.. (await _api.ListAsync(Namespaces, null, null, CancellationToken.None)).Where(n => n.Name.StartsWith(Prefix, StringComparison.Ordinal) && n.IsDeleting)];
        }
        while (left.Length > 0 && TimeProvider.System.GetElapsedTime(start) < EndBound);

        if (left.Length > 0)
        {
            Console.WriteLine($"left on {_access.Server}: {string.Join(", ", left.Select(n => n.ToString()))}; {_standIns?.LastError ?? "the server tells what holds them"}");
        }

        if (_standIns is not null)
        {
            await _standIns.DisposeAsync();
        }

        _api.Dispose();
        _library.Dispose();
    }

    private ClusterAccess Access(IClusterCredentials credentials, IReadOnlyList<KeyValuePair<string, string>> headers) => new(_access.Server, _access.Source, credentials)
    {
        Authorities = _access.Authorities, TakesAnyCertificate = _access.TakesAnyCertificate, ServerName = _access.ServerName, Proxy = _access.Proxy, Headers = headers,
    };

    private async Task<(bool Empties, bool Collects)> ProbeAsync(TimeSpan bound, CancellationToken cancellationToken)
    {
        string empty = Name("probe"), full = Name("probe");
        await _api.CreateAsync(Namespaces, Make(Namespaces, empty, null), cancellationToken);
        await _api.CreateAsync(Namespaces, Make(Namespaces, full, null), cancellationToken);
        KubeObject runner = Make(StatefulSets, "probe", full);
        runner.Content["spec"] = JsonNode.Parse("""{"replicas":0,"selector":{"matchLabels":{"app":"a"}},"template":{"metadata":{"labels":{"app":"a"}},"spec":{"containers":[{"name":"a","image":"nobody.phoenix.test/app"}]}}}""");
        await _api.CreateAsync(StatefulSets, runner, cancellationToken);
        await _api.CreateAsync(ConfigMaps, Make(ConfigMaps, "probe", full), cancellationToken);
        await _api.DeleteAsync(ConfigMaps, full, "probe", null, cancellationToken);
        await _api.DeleteAsync(Namespaces, null, empty, null, cancellationToken);

        bool[] seen = await Task.WhenAll(
            HappensAsync(Namespaces, null, empty, o => o is null || o.At("spec", "finalizers") is not JsonArray { Count: > 0 }, bound, cancellationToken),
            HappensAsync(ConfigMaps, full, "probe", o => o is null, bound, cancellationToken),
            HappensAsync(StatefulSets, full, "probe", o => o?.At("status", "observedGeneration") is not null, bound, cancellationToken));
        await _api.DeleteAsync(Namespaces, null, full, null, cancellationToken);
        RunsWorkloads = seen[2];
        return (seen[0], seen[1]);
    }

    private async Task<bool> HappensAsync(KubeKind kind, string? space, string name, Func<KubeObject?, bool> holds, TimeSpan bound, CancellationToken cancellationToken)
    {
        using CancellationTokenSource until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        until.CancelAfter(bound);
        KubeObject? now = null;
        try
        {
            await foreach (KubeChange change in _api.WatchAsync(kind, space, name, null, until.Token))
            {
                now = change.Type switch { KubeChangeType.Present => change.Object, KubeChangeType.Gone => null, _ => now };
                if (holds(now))
                {
                    return true;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody did it.
        }

        return false;
    }

    private static KubeObject Make(KubeKind kind, string name, string? space)
    {
        JsonObject metadata = new() { ["name"] = name };
        if (space is not null)
        {
            metadata["namespace"] = space;
        }

        return new KubeObject(new JsonObject { ["apiVersion"] = kind.ApiVersion, ["kind"] = kind.Kind, ["metadata"] = metadata });
    }

    private sealed class Unobserved : IToolObserver
    {
        public void Started(ToolProcess process)
        {
        }

        public void Ended(ToolProcess process, int exitCode, TimeSpan duration)
        {
        }
    }
}
