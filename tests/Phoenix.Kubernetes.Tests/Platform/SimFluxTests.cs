namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>The contract on the simulated API server.</summary>
public sealed class SimFluxTests : FluxContract
{
    private protected override Task<PlatformBench> StartAsync(string part) => PlatformBench.StartAsync(Token, part);
}
