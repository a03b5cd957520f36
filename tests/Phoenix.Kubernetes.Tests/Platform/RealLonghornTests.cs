using Phoenix.Kubernetes.Tests.Cluster;

namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>The contract on a real API server, where one is named; the double of the operator is a client of it.</summary>
public sealed class RealLonghornTests : LonghornContract
{
    private protected override async Task<PlatformBench> StartAsync(string part) => await PlatformBench.StartOnAsync(await RealAccess.ClusterAsync(), Token, part);
}
