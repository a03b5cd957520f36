using Phoenix.Kubernetes.Tests.Cluster;

namespace Phoenix.Kubernetes.Tests.Operators.Crunchy;

/// <summary>The contract on a real API server, where one is named; logs and ports are reached through it, from a kubelet of the tests' own.</summary>
public sealed class RealPostgresClusterTests : PostgresClusterContract
{
    private protected override async Task<DatabaseServer> StartAsync() => await DatabaseServer.OnAsync(await RealAccess.ClusterAsync(), Token);
}
