using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>What Flux applies, as a layer; up begins with what a bootstrap of Flux applies.</summary>
public sealed class FluxContractTests : PlatformContract
{
    protected override string Part => PlatformBench.OfFlux;

    protected override void LetUpHang() => Bench.Flux.Idle.Add("kustomize");

    protected override Task ApplyAsync()
    {
        Bench.Repository.Commit(new Dictionary<string, string> { ["apps/map.yaml"] = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: apps, namespace: default }\ndata: { value: \"1\" }\n" });
        return Bench.ApplyAsync("""
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: { name: flux-system, namespace: flux-system }
            spec: { url: https://git.test/castle, interval: 1h }
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: { name: apps, namespace: flux-system }
            spec: { interval: 1h, prune: true, path: ./apps, sourceRef: { kind: GitRepository, name: flux-system } }
            """);
    }

    private protected override ILayerDriver DriverOf(PlatformBench bench) => PlatformStack.Drivers(bench).Flux;
}
