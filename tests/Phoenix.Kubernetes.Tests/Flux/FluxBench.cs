using Phoenix.KubeSim.Operators.Flux;
using Phoenix.Kubernetes.Flux;
using Phoenix.Kubernetes.Tests.Memory;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Flux;

/// <summary>A cluster in memory with the double of Flux on it, and a repository with a chain of Kustomizations.</summary>
internal sealed class FluxBench : IAsyncDisposable
{
    internal const string Url = "https://git.test/castle";

    private readonly FluxOperator _operator;

    private FluxBench(FluxOptions options)
    {
        Options = options;
        Cluster = new MemoryCluster(TimeProvider.System).Serve(Kinds.Core).Serve(Kinds.Flux);
        Options.Repositories[Url] = Repository;
        _operator = FluxOperator.Start(Cluster, Options, TimeProvider.System);
    }

    internal FluxOptions Options { get; }

    internal FluxRepository Repository { get; } = new();

    internal MemoryCluster Cluster { get; }

    internal ListLog Log { get; } = new();

    /// <summary>Starts with a source whose interval is too long to help, and the root Kustomization.</summary>
    internal static FluxBench Start(FluxOptions? options = null, Func<string, string>? change = null)
    {
        FluxBench bench = new(options ?? new FluxOptions());
        bench.Commit("1", change);
        bench.Cluster.Put(FluxSamples.Source().With("status", null).With("spec/url", Url).With("spec/interval", "1h"));
        bench.Cluster.Put(FluxSamples.Kustomization("root", null, null).With("status", null).With("spec/path", "./clusters"));
        return bench;
    }

    /// <summary>Commits the chain: <c>crds</c>, <c>operators</c>, <c>apps</c>, each with a ConfigMap that holds the value.</summary>
    internal string Commit(string value, Func<string, string>? change = null) => Repository.Commit(new Dictionary<string, string>
    {
        ["clusters/all.yaml"] = (change ?? (t => t))(string.Join("---\n", Child("crds", ""), Child("operators", "crds"), Child("apps", "operators"))),
        ["crds/map.yaml"] = Map("crds", value),
        ["operators/map.yaml"] = Map("operators", value),
        ["apps/map.yaml"] = Map("apps", value),
    });

    internal FluxDriver Driver(params string[] names) =>
        new(new DriverDefinition.Flux([.. names.Select(FluxSamples.Name)], [], TimeSpan.FromMilliseconds(200)), Cluster, Log, TimeProvider.System);

    internal Task<string?> GateAsync(TimeSpan bound, params string[] names) =>
        FluxGate.Create(new GateDefinition.Flux([.. names.Select(FluxSamples.Name)], []) { Timeout = bound }, Cluster, Log, TimeProvider.System).Probe(TestContext.Current.CancellationToken);

    internal string? Value(string map) => Cluster.Peek("ConfigMap", "castle", map)?.TextAt("data", "value");

    /// <summary>Waits until something holds of the cluster.</summary>
    internal async Task UntilAsync(Func<bool> holds)
    {
        using CancellationTokenSource bound = new(TimeSpan.FromSeconds(20));
        while (!holds())
        {
            await Task.Delay(5, bound.Token);
        }
    }

    public ValueTask DisposeAsync() => _operator.DisposeAsync();

    private static string Child(string name, string dependsOn) => $"""
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {"{"} name: {name}, namespace: flux-system {"}"}
        spec:
          interval: 1h
          prune: true
          path: ./{name}
          sourceRef: {"{"} kind: GitRepository, name: flux-system {"}"}
          dependsOn: [{(dependsOn.Length == 0 ? "" : $"{{ name: {dependsOn} }}")}]

        """;

    private static string Map(string name, string value) => $"""
        apiVersion: v1
        kind: ConfigMap
        metadata: {"{"} name: {name}, namespace: castle {"}"}
        data: {"{"} value: "{value}" {"}"}

        """;
}
