using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>Secrets that External Secrets fetches, as a layer; up begins with the ExternalSecret's manifest.</summary>
public abstract class ExternalSecretContract : PlatformContract
{
    protected sealed override string Part => PlatformBench.OfSecrets;

    protected sealed override void LetUpHang() => Bench.Secrets.IsIdle = true;

    protected sealed override Task PrepareAsync() => Bench.ApplyAsync($"apiVersion: v1\nkind: Namespace\nmetadata: {{ name: {Bench.Names.Data} }}\n");

    protected sealed override Task ApplyAsync() => Bench.ApplyAsync(PlatformStack.Secrets(Bench.Names));

    private protected sealed override ILayerDriver DriverOf(PlatformBench bench) => PlatformStack.Drivers(bench).Secrets;
}
