using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>Secrets that External Secrets fetches, as a layer; up begins with the ExternalSecret's manifest.</summary>
public sealed class ExternalSecretContractTests : PlatformContract
{
    protected override string Part => PlatformBench.OfSecrets;

    protected override void LetUpHang() => Bench.Secrets.IsIdle = true;

    protected override Task PrepareAsync() => Bench.ApplyAsync("apiVersion: v1\nkind: Namespace\nmetadata: { name: castle-db }\n");

    protected override Task ApplyAsync() => Bench.ApplyAsync(PlatformStack.Secrets);

    private protected override ILayerDriver DriverOf(PlatformBench bench) => PlatformStack.Drivers(bench).Secrets;
}
