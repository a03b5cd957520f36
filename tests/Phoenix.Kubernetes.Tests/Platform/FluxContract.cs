using Phoenix.Kubernetes.Flux;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>What Flux applies, as a layer; up begins with what a bootstrap of Flux applies.</summary>
public abstract class FluxContract : PlatformContract
{
    protected sealed override string Part => PlatformBench.OfFlux;

    protected sealed override void LetUpHang() => Bench.Flux.Idle.Add("kustomize");

    protected sealed override Task PrepareAsync() => Bench.ApplyAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{ name: {Bench.Names.Data} }}\n");

    protected sealed override Task ApplyAsync()
    {
        Bench.Repository.Commit(new Dictionary<string, string> { ["apps/map.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: apps, namespace: NS }\ndata: { value: \"1\" }\n".Replace("NS", Bench.Names.Data, StringComparison.Ordinal) });
        return Bench.ApplyAsync($$"""
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: { name: flux-system, namespace: {{Bench.Names.Flux}} }
            spec: { url: https://git.test/castle, interval: 1h }
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: { name: apps, namespace: {{Bench.Names.Flux}} }
            spec: { interval: 1h, prune: true, path: ./apps, sourceRef: { kind: GitRepository, name: flux-system } }
            """);
    }

    private protected sealed override ILayerDriver DriverOf(PlatformBench bench) => new FluxDriver(new DriverDefinition.Flux([new ClusterObjectName(bench.Names.Flux, "apps")], [], TimeSpan.FromSeconds(5)), bench.Api, bench.Log, TimeProvider.System);
}
